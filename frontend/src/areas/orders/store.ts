// Every order this page has seen, once, by id.
import { defineStore } from "pinia"
import { ref } from "vue"
import { keep } from "@/lib/entities"
import type { OrderView } from "@/wire"
import { applyOrder, type OrderPush, type Orders } from "./pushes"

export const useOrders = defineStore("orders", () => {
  const byId = ref<Orders>({})

  /** Keep views and return their ids, which is what lists hold. */
  function put(...views: OrderView[]): string[] {
    for (const view of views) keep(byId.value, view)
    return views.map((view) => view.id)
  }

  /** Somebody else may sign in on this device. */
  function forget(): void {
    byId.value = {}
  }

  return { byId, put, forget, onOrder: (push: OrderPush) => applyOrder(byId.value, push) }
})
