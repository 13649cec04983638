// Listings in the reader's words: money, age, category and place.
import { computed } from "vue"
import { useI18n } from "vue-i18n"
import { inLocale } from "@/lib/locale"
import { formatMoney } from "@/lib/money"
import { useSlowNow } from "@/lib/ticker"
import { ago } from "@/lib/time"
import { clockOffset, type Money } from "@/wire"
import { useMarket } from "./market"

export function useWords() {
  const { locale } = useI18n()
  const market = useMarket()
  const device = useSlowNow()
  const now = computed(() => device.value + clockOffset.value)

  return {
    money: (money: Money) => formatMoney(money, locale.value),
    ago: (time: string) => ago(time, now.value, locale.value),
    category: (id: string) => {
      const known = market.byId.get(id)
      return known ? inLocale(known.name, locale.value) : id
    },
    pathOf: (id: string) => market.path(id).map((category) => inLocale(category.name, locale.value)),
    both: (name: { en: string; zh: string }) => inLocale(name, locale.value),
  }
}
