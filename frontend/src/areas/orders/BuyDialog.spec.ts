import { flushPromises } from "@vue/test-utils"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { aListing, anOrder, show } from "@/testing"
import { ask, type ListingView, Refusal } from "@/wire"
import BuyDialog from "./BuyDialog.vue"

vi.mock("@/wire/socket", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const asked = vi.mocked(ask)
const money = (amount: number) => ({ amount, currency: "CNY" })
const address = { recipient: "Bo", phone: "13800000000", street: "1 Lake Road", city: "Hangzhou" }
const placed = () => asked.mock.calls.filter(([name]) => name === "order:place").map(([, body]) => body as Record<string, unknown>)
let earlier = [anOrder({ address })]
let answer: () => Promise<object>

async function open(more: Partial<ListingView> = {}) {
  const listing = aListing({ price: money(5000), shipping_fee: money(800), delivery: ["ship", "meetup"], ...more })
  const dialog = show(BuyDialog, { listing })
  await flushPromises()
  const page = document.body
  const confirm = async () => {
    page.querySelector("form")?.dispatchEvent(new Event("submit"))
    await flushPromises()
  }
  return { dialog, page, confirm }
}

describe("buying", () => {
  beforeEach(() => {
    earlier = [anOrder({ address })]
    answer = () => Promise.resolve({ order: anOrder() })
    asked.mockReset().mockImplementation(
      (name) => (name === "order:list" ? Promise.resolve({ items: earlier, next_cursor: null }) : answer()) as never,
    )
  })

  it("shows the sum with the fee, and orders at that sum to where the last parcel went", async () => {
    const { dialog, page, confirm } = await open()
    expect(page.textContent).toContain("58")
    await confirm()
    expect(placed()[0]).toMatchObject({ listing_id: "l1", quantity: 1, delivery: "ship", address, expected_amount: money(5800) })
    expect(dialog.emitted("placed")).toHaveLength(1)
  })

  it("needs no address to meet, and costs no fee", async () => {
    const { page, confirm } = await open()
    page.querySelector<HTMLInputElement>("input[value=meetup]")?.click()
    await flushPromises()
    await confirm()
    expect(placed()[0]).toMatchObject({ delivery: "meetup", expected_amount: money(5000) })
    expect(placed()[0]).not.toHaveProperty("address")
  })

  it("sends nothing without an address", async () => {
    earlier = []
    const { page, confirm } = await open()
    await confirm()
    expect(placed()).toEqual([])
    expect(page.querySelectorAll("[aria-invalid=true]")).toHaveLength(4)
  })

  it("keeps its request id while it is refused, and says why", async () => {
    answer = () => Promise.reject(new Refusal("stock_insufficient", "none"))
    const { dialog, page, confirm } = await open()
    await confirm()
    expect(page.textContent).toContain("There are not that many left right now.")
    await confirm()
    const [first, second] = placed()
    expect(first?.request_id).toBe(second?.request_id)
    expect(dialog.emitted("placed")).toBeUndefined()
  })

  it("orders no more than there are", async () => {
    const { page, confirm } = await open({ stock: 5, available: 3 })
    const quantity = page.querySelector<HTMLInputElement>("input[name=quantity]")
    if (!quantity) throw new Error("no field")
    quantity.value = "4"
    quantity.dispatchEvent(new Event("input"))
    await confirm()
    expect(placed()).toEqual([])
    expect(page.textContent).toContain("Between 1 and 3.")
  })
})
