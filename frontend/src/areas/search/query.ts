// A search as it stands in the address bar, and as it is asked.
import type { SearchListings } from "@/wire"

export const ORDERS = ["relevance", "newest", "price", "-price", "nearest"] as const
export type Order = (typeof ORDERS)[number]

export interface Query {
  q: string
  category: string
  brand: string
  condition: string
  /** Minor units as typed and parsed; null when open. */
  min: number | null
  max: number | null
  sort: Order
}

export const emptyQuery = (): Query => ({
  q: "",
  category: "",
  brand: "",
  condition: "",
  min: null,
  max: null,
  sort: "relevance",
})

type Params = Record<string, string | (string | null)[] | null | undefined>

const amount = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : null)

export function fromParams(params: Params): Query {
  const text = (key: string) => {
    const value = params[key]
    return (Array.isArray(value) ? value[0] : value) ?? ""
  }
  return {
    q: text("q"),
    category: text("category"),
    brand: text("brand"),
    condition: text("condition"),
    min: amount(text("min")),
    max: amount(text("max")),
    sort: ORDERS.find((order) => order === text("sort")) ?? "relevance",
  }
}

/** Only what differs from an empty search, so that addresses stay short. */
export function toParams(query: Query): Record<string, string> {
  const empty = emptyQuery()
  return Object.fromEntries(
    Object.entries(query)
      .filter(([key, value]) => value !== empty[key as keyof Query])
      .map(([key, value]) => [key, String(value)]),
  )
}

export function toRequest(query: Query, page: number, near: SearchListings["near"] | null, limit: number): SearchListings {
  const { q, category, brand, condition, min, max, sort } = query
  return {
    q: q.trim(),
    limit,
    page,
    // Nearest to nowhere has no meaning; until a position is known the best match is shown.
    sort: sort === "nearest" && !near ? "relevance" : sort,
    ...(category ? { category } : {}),
    ...(brand ? { brand } : {}),
    ...(condition ? { condition: condition as NonNullable<SearchListings["condition"]> } : {}),
    ...(min === null ? {} : { price_min: min }),
    ...(max === null ? {} : { price_max: max }),
    ...(sort === "nearest" && near ? { near } : {}),
  }
}

export function filters(query: Query): number {
  return [query.category, query.brand, query.condition, query.min, query.max].filter((each) => each !== "" && each !== null).length
}
