// What the sell form holds, what is wrong with it, and the request it becomes.
import { faultOf, idsOf, type Photo, photoOf } from "@/areas/media"
import { fromDecimal, toDecimal } from "@/lib/money"
import { type ListingView, type Point, type PublishListing, type ReviseListing, serverNow } from "@/wire"

export const CONDITIONS = ["new", "like_new", "good", "fair", "poor"] as const
export const DELIVERIES = ["ship", "meetup"] as const
export const KINDS = ["fixed", "auction"] as const
/** How long an auction runs, in seconds. */
export const DURATIONS = ["300", "3600", "86400", "259200", "604800"] as const
export const SOFT_CLOSES = ["0", "60", "120", "300"] as const
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
  kind: (typeof KINDS)[number]
  /** What is asked, or what an auction starts at. */
  price: string
  stock: string
  offers: boolean
  floor: string
  reserve: string
  buyNow: string
  duration: (typeof DURATIONS)[number]
  softClose: (typeof SOFT_CLOSES)[number]
  /** When an auction that is published already ends. */
  endsAt: string
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
  "sale.offer_floor",
  "sale.start",
  "sale.reserve",
  "sale.buy_now",
  "sale.ends_at",
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
  kind: "fixed",
  price: "",
  stock: "1",
  offers: false,
  floor: "",
  reserve: "",
  buyNow: "",
  duration: "86400",
  softClose: "120",
  endsAt: "",
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
  for (const [field, text] of extrasOf(draft)) {
    if (text.trim() && fromDecimal(text, currency) === null) faults[field] = "sell.needPrice"
  }
  if (!draft.delivery.length) faults.delivery = "sell.needDelivery"
  if (hasFee(draft) && fromDecimal(draft.fee, currency) === null) faults.shipping_fee = "sell.needPrice"
  if (draft.delivery.includes("meetup") && !draft.location) faults.location = "sell.needPlace"
  return faults
}

/** Amounts that may be left empty. */
const extrasOf = (draft: Draft) =>
  draft.kind === "auction"
    ? ([["sale.reserve", draft.reserve], ["sale.buy_now", draft.buyNow]] as const)
    : ([["sale.offer_floor", draft.offers ? draft.floor : ""]] as const)

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
    sale: saleOf(draft, money),
    ...(draft.brand.trim() ? { brand: draft.brand.trim() } : {}),
    ...(Object.keys(attributes).length ? { attributes } : {}),
    ...(hasFee(draft) ? { shipping_fee: money(draft.fee) } : {}),
    ...(draft.location ? { location: draft.location } : {}),
  }
}

type Amounts = (text: string) => { amount: number; currency: string }
const TICK = 5_000

function saleOf(draft: Draft, money: Amounts): PublishListing["sale"] {
  if (draft.kind === "fixed") {
    const floor = draft.offers && draft.floor.trim() ? { offer_floor: money(draft.floor) } : {}
    return { kind: "fixed", price: money(draft.price), stock: Number(draft.stock), offers: draft.offers, ...floor }
  }
  // Round moments, so that a second try of the same form says the same; never later than what was chosen.
  const end = Math.floor((serverNow() + Number(draft.duration) * 1000) / TICK) * TICK
  return {
    kind: "auction",
    start: money(draft.price),
    ends_at: draft.endsAt || new Date(end).toISOString(),
    soft_close_seconds: Number(draft.softClose) as 0 | 60 | 120 | 300,
    ...(draft.reserve.trim() ? { reserve: money(draft.reserve) } : {}),
    ...(draft.buyNow.trim() ? { buy_now: money(draft.buyNow) } : {}),
  }
}

type Terms = Pick<Draft, "kind" | "price" | "stock"> & Partial<Draft>

function termsOf({ sale, stock }: ListingView): Terms {
  const text = (money?: Parameters<typeof toDecimal>[0]) => (money ? toDecimal(money) : "")
  if (sale.kind === "fixed") {
    const { price, offers, offer_floor } = sale
    return { kind: "fixed", price: toDecimal(price), stock: String(stock), offers, floor: text(offer_floor) }
  }
  const softClose = String(sale.soft_close_seconds) as Draft["softClose"]
  const { start, reserve, buy_now, ends_at } = sale
  return { kind: "auction", price: toDecimal(start), stock: "1", reserve: text(reserve), buyNow: text(buy_now), softClose, endsAt: ends_at }
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
    ...termsOf(listing),
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
