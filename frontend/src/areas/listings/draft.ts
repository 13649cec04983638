// What the sell form holds, what is wrong with it, and the request it becomes.
import { faultOf, idsOf, type Photo, photoOf } from "@/areas/media"
import { fromDecimal, toDecimal } from "@/lib/money"
import type { ListingView, Point, PublishListing, ReviseListing } from "@/wire"

export const CONDITIONS = ["new", "like_new", "good", "fair", "poor"] as const
export const DELIVERIES = ["ship", "meetup"] as const
export type Condition = ListingView["condition"]
export type Delivery = ListingView["delivery"][number]

export interface Draft {
  photos: Photo[]
  title: string
  description: string
  category: string
  brand: string
  attributes: Record<string, string>
  condition: Condition
  price: string
  stock: string
  delivery: Delivery[]
  fee: string
  location: Point | null
}

export const FIELDS = [
  "pictures",
  "title",
  "description",
  "category",
  "brand",
  "attributes",
  "condition",
  "sale",
  "sale.price",
  "sale.stock",
  "delivery",
  "shipping_fee",
  "location",
] as const

/** Keys of sentences by field. */
export type Faults = Partial<Record<(typeof FIELDS)[number], string>>

export const emptyDraft = (): Draft => ({
  photos: [],
  title: "",
  description: "",
  category: "",
  brand: "",
  attributes: {},
  condition: "good",
  price: "",
  stock: "1",
  delivery: ["ship"],
  fee: "",
  location: null,
})

export function faultsOf(draft: Draft, currency: string): Faults {
  const faults: Faults = {}
  const title = draft.title.normalize("NFC").trim()
  const stock = Number(draft.stock)
  const unready = faultOf(draft.photos)
  if (unready) faults.pictures = unready
  if (!title) faults.title = "sell.needTitle"
  else if ([...title].length > 100) faults.title = "sell.longTitle"
  if (!draft.description.trim()) faults.description = "sell.needText"
  if (!draft.category) faults.category = "sell.needCategory"
  if (fromDecimal(draft.price, currency) === null) faults["sale.price"] = "sell.needPrice"
  if (!/^\d+$/.test(draft.stock) || stock < 1 || stock > 10_000) faults["sale.stock"] = "sell.needStock"
  if (!draft.delivery.length) faults.delivery = "sell.needDelivery"
  if (hasFee(draft) && fromDecimal(draft.fee, currency) === null) faults.shipping_fee = "sell.needPrice"
  if (draft.delivery.includes("meetup") && !draft.location) faults.location = "sell.needPlace"
  return faults
}

const hasFee = (draft: Draft) => draft.delivery.includes("ship") && draft.fee.trim() !== ""

/** Of a draft without faults. */
export function toRequest(draft: Draft, currency: string): Omit<PublishListing, "request_id"> {
  const money = (text: string) => ({ amount: fromDecimal(text, currency) ?? 0, currency })
  const attributes = Object.fromEntries(Object.entries(draft.attributes).filter(([, value]) => value.trim()))
  return {
    title: draft.title.normalize("NFC").trim(),
    description: draft.description.trim(),
    category: draft.category,
    condition: draft.condition,
    pictures: idsOf(draft.photos),
    delivery: draft.delivery,
    sale: { kind: "fixed", price: money(draft.price), stock: Number(draft.stock) },
    ...(draft.brand.trim() ? { brand: draft.brand.trim() } : {}),
    ...(Object.keys(attributes).length ? { attributes } : {}),
    ...(hasFee(draft) ? { shipping_fee: money(draft.fee) } : {}),
    ...(draft.location ? { location: draft.location } : {}),
  }
}

/** The listing as its owner may change it. */
export function toDraft(listing: ListingView): Draft {
  return {
    ...emptyDraft(),
    photos: listing.pictures.map(photoOf),
    title: listing.title,
    description: listing.description,
    category: listing.category,
    brand: listing.brand ?? "",
    attributes: { ...listing.attributes },
    condition: listing.condition,
    price: toDecimal(listing.price),
    stock: String(listing.stock),
    delivery: [...listing.delivery],
    fee: listing.shipping_fee ? toDecimal(listing.shipping_fee) : "",
    location: listing.location ?? null,
  }
}

/** Only what changed: the version says what the change was made to. */
export function toRevision(draft: Draft, listing: ListingView): ReviseListing {
  const currency = listing.price.currency
  const [next, before] = [toRequest(draft, currency), toRequest(toDraft(listing), currency)]
  const changed = Object.entries(next).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]),
  )
  return { listing_id: listing.id, version: listing.version, ...Object.fromEntries(changed) }
}
