// What component tests stand on: the languages, a router that knows every page, and views of things.
import { enableAutoUnmount, mount } from "@vue/test-utils"
import { createPinia, getActivePinia, setActivePinia } from "pinia"
import { afterEach } from "vitest"
import type { Component } from "vue"
import { createMemoryHistory, createRouter } from "vue-router"
import { i18n } from "@/lib/locale"
import { routes } from "@/router"
import type { ListingView, OrderView } from "@/wire"

enableAutoUnmount(afterEach)

export function show(component: Component, props: Record<string, unknown> = {}, slots: Record<string, () => unknown> = {}) {
  if (!getActivePinia()) setActivePinia(createPinia())
  i18n.global.locale.value = "en"
  const router = createRouter({ history: createMemoryHistory(), routes })
  const pinia = getActivePinia()
  return mount(component, { props, slots, attachTo: document.body, global: { plugins: [i18n, router, ...(pinia ? [pinia] : [])] } })
}

export function aListing(more: Partial<ListingView> = {}): ListingView {
  return {
    id: "l1",
    version: 1,
    seller: {
      id: "s1",
      version: 1,
      handle: "mei",
      display_name: "Mei",
      badge: { points: 10, level: "grey" },
      joined_at: "2025-01-01T00:00:00.000Z",
    },
    title: "Brass lamp",
    description: "Works.",
    category: "lamps",
    attributes: {},
    condition: "good",
    sale: { kind: "fixed", price: { amount: 14950, currency: "CNY" }, stock: 1, offers: false },
    price: { amount: 14950, currency: "CNY" },
    stock: 1,
    available: 1,
    delivery: ["ship"],
    pictures: [],
    state: "live",
    published_at: new Date().toISOString(),
    ...more,
  }
}

/** Bought by Bo (b1) from Mei (s1). */
export function anOrder(more: Partial<OrderView> = {}): OrderView {
  const { seller, price } = aListing()
  const nothing = { amount: 0, currency: "CNY" }
  const created_at = "2026-05-01T12:00:00.000Z"
  return {
    id: "o1",
    version: 1,
    listing: { id: "l1", title: "Brass lamp" },
    buyer: { ...seller, id: "b1", handle: "bo", display_name: "Bo" },
    seller,
    quantity: 1,
    delivery: "ship",
    totals: { item: price, shipping: nothing, total: price },
    state: "created",
    actions: [],
    payment: { state: "none", refunded: nothing },
    history: [{ from: null, to: "created", event: "order:place", by: "buyer", at: created_at }],
    created_at,
    ...more,
  }
}
