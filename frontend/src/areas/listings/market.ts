// What the market itself is like: its currency and its tree of categories.
import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"
import { ask, type AttributeView, type CategoryView } from "@/wire"

export const useMarket = defineStore("market", () => {
  const currency = ref("CNY")
  const categories = shallowRef<readonly CategoryView[]>([])
  const attributes = shallowRef<readonly AttributeView[]>([])
  const byId = computed(() => new Map(categories.value.map((category) => [category.id, category])))
  const roots = computed(() => categories.value.filter((category) => category.parent === null))
  let asking: Promise<void> | null = null

  /** Fetched once; a failure is tried again by the next who asks. */
  function load(): Promise<void> {
    asking ??= ask("listing:categories", {}).then(
      (reply) => {
        attributes.value = reply.attributes
        categories.value = reply.categories
      },
      () => {
        asking = null
      },
    )
    return asking
  }

  /** One market has one currency: the greeting tells which. */
  function learnCurrency(code: string): void {
    currency.value = code
  }

  /** From the root down to the category itself. */
  function path(id: string): CategoryView[] {
    const found: CategoryView[] = []
    for (let at = byId.value.get(id); at && !found.includes(at); at = byId.value.get(at.parent ?? "")) found.unshift(at)
    return found
  }

  function children(id: string): CategoryView[] {
    return categories.value.filter((category) => category.parent === id)
  }

  /** Is the category this one, or below it? */
  function within(id: string, ancestor: string): boolean {
    return id === ancestor || path(id).some((category) => category.id === ancestor)
  }

  /** What may be said about a thing of this category, in the order in which it is asked. */
  function attributesOf(id: string): AttributeView[] {
    const keys = byId.value.get(id)?.attributes ?? []
    return keys.flatMap((key) => attributes.value.find((each) => each.key === key) ?? [])
  }

  return { currency, categories, roots, byId, load, learnCurrency, path, children, within, attributesOf }
})
