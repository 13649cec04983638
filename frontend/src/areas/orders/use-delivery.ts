// How somebody wants to be handed what they buy: by parcel to an address, or meeting up.
import { computed, type Ref, ref, watch } from "vue"
import { useI18n } from "vue-i18n"
import { placeErrors } from "@/lib/fields"
import { type Address, ask, type OrderView, type Refusal } from "@/wire"
import { emptyAddress, faultsOf, RULES, toAddress, toDraft } from "./address"
import type { Delivery } from "./amounts"

const PATHS = RULES.map(({ field }) => `address.${field}`)

export type DeliveryForm = ReturnType<typeof useDelivery>

export function useDelivery(
  offered: Readonly<Ref<readonly Delivery[]>>,
  refusal: Readonly<Ref<Refusal | null>>,
  order?: OrderView,
) {
  const { t } = useI18n()
  const chosen = ref<Delivery>(order?.delivery ?? offered.value[0] ?? "ship")
  const address = ref(order?.address ? toDraft(order.address) : emptyAddress())
  const tried = ref(false)
  const fromServer = computed(() => placeErrors(refusal.value?.fields ?? {}, PATHS).placed)

  const errors = computed<Record<string, string>>(() => {
    if (!tried.value || chosen.value !== "ship") return {}
    const theirs = Object.entries(fromServer.value).map(([path, sentence]) => [path.slice("address.".length), sentence])
    const own = Object.entries(faultsOf(address.value)).map(([field, key]) => [field, t(key)])
    return Object.fromEntries([...theirs, ...own]) as Record<string, string>
  })

  /** The seller may offer less than a moment ago. */
  watch(offered, (now) => {
    if (now[0] && !now.includes(chosen.value)) chosen.value = now[0]
  })

  /** What is to be sent, or null while something is missing. */
  function checked(): { delivery: Delivery; address?: Address } | null {
    tried.value = true
    if (chosen.value === "meetup") return { delivery: "meetup" }
    return Object.keys(faultsOf(address.value)).length ? null : { delivery: "ship", address: toAddress(address.value) }
  }

  /** Where the last parcel went, unless somebody has begun to type. */
  async function recall(): Promise<void> {
    const page = await ask("order:list", { role: "buyer", limit: 10 }).catch(() => null)
    const last = page?.items.find((each) => each.address)?.address
    if (last && Object.values(address.value).every((value) => !value)) address.value = toDraft(last)
  }

  return { chosen, address, errors, checked, recall, explained: computed(() => Object.keys(fromServer.value).length > 0) }
}
