// Orders in the reader's words: who does what, what happens next and when.
import { useI18n } from "vue-i18n"
import { useSession } from "@/areas/session"
import { formatMoney } from "@/lib/money"
import { moment } from "@/lib/time"
import type { By, EntryView, Money, OrderView } from "@/wire"
import { deedOf, isUndirected } from "./steps"

export type Role = "buyer" | "seller" | "moderator"

export function useOrderWords() {
  const { t, locale } = useI18n()
  const session = useSession()

  function roleIn(order: OrderView): Role {
    const me = session.account?.id
    if (order.buyer.id === me) return "buyer"
    return order.seller.id === me ? "seller" : "moderator"
  }

  function nameOf(by: By, order: OrderView): string {
    if (by === roleIn(order) && by !== "moderator") return t("order.you")
    if (by === "buyer" || by === "seller") return order[by].display_name
    return by === "moderator" ? t("order.aModerator") : t("app.name")
  }

  /** A party that is addressed hears another sentence than one that is told of the other. */
  function standing(order: OrderView): string {
    const role = roleIn(order)
    if (order.payment.state === "refunding") return t("order.now.refunding")
    if (role === "moderator") return t(`order.state.${order.state}`)
    if (isUndirected(order)) return t("order.now.undirected")
    const meeting = order.state === "paid" && order.delivery === "meetup" ? "_meetup" : ""
    return t(`order.now.${order.state}${meeting}.${role}`)
  }

  return {
    roleIn,
    nameOf,
    standing,
    deed: (entry: EntryView, order: OrderView) => t(`order.did.${deedOf(entry)}`, { who: nameOf(entry.by, order) }),
    money: (money: Money) => formatMoney(money, locale.value),
    when: (time: string) => moment(time, locale.value),
  }
}
