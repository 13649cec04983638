import { describe, expect, it } from "vitest"
import { emptyQuery, filters, fromParams, toParams, toRequest } from "./query"

describe("query", () => {
  it("survives the address bar", () => {
    const query = { ...emptyQuery(), q: "相机 camera", category: "cameras", max: 90000, sort: "price" as const }
    expect(fromParams(toParams(query))).toEqual(query)
    expect(toParams(emptyQuery())).toEqual({})
  })

  it("ignores nonsense in the address", () => {
    expect(fromParams({ sort: "best", min: "-4", max: "1e9", q: ["a", "b"] })).toEqual({ ...emptyQuery(), q: "a" })
  })

  it("asks for the nearest only from somewhere", () => {
    const query = { ...emptyQuery(), sort: "nearest" as const }
    expect(toRequest(query, 1, null, 24)).toEqual({ q: "", limit: 24, page: 1, sort: "relevance" })
    const near = { type: "Point" as const, coordinates: [121.5, 31.2] as [number, number] }
    expect(toRequest(query, 1, near, 24)).toEqual({ q: "", limit: 24, page: 1, sort: "nearest", near })
  })

  it("counts its filters", () => {
    expect(filters({ ...emptyQuery(), q: "x", brand: "Canon", min: 0 })).toBe(2)
  })
})
