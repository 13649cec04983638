// What somebody can do with an order: how each action looks, what it asks for, and the request it becomes.
import { fromDecimal } from "@/lib/money"
import type { EntryView, OrderView, Outcome, Step } from "@/wire"

export type Action =
  | "order:address"
  | "order:ship"
  | "order:hand_over"
  | "order:receive"
  | "order:resolve"
  | "order:extend"
  | "order:dispute"
  | "order:cancel"

export interface StepForm {
  carrier: string
  tracking_number: string
  code: string
  outcome: Outcome | ""
  /** What goes back to the buyer before the rest is released, as it was typed. */
  share: string
  reason: string
}
export type Field = keyof StepForm

interface Look {
  kind: "primary" | "plain" | "danger"
  fields: readonly Field[]
}

/** In the order in which they are offered: what leads on first, what ends it last. */
export const LOOKS: Readonly<Record<Action, Look>> = {
  "order:ship": { kind: "primary", fields: ["carrier", "tracking_number"] },
  "order:hand_over": { kind: "primary", fields: ["code"] },
  "order:receive": { kind: "primary", fields: [] },
  "order:resolve": { kind: "primary", fields: ["outcome", "share", "reason"] },
  "order:address": { kind: "plain", fields: [] },
  "order:extend": { kind: "plain", fields: [] },
  "order:dispute": { kind: "plain", fields: ["reason"] },
  "order:cancel": { kind: "danger", fields: ["reason"] },
}

export const CARRIERS = ["SF Express", "EMS", "YTO", "ZTO", "STO", "Yunda", "J&T", "DHL", "UPS", "FedEx"] as const

const OPTIONAL: ReadonlySet<string> = new Set(["order:cancel reason", "order:resolve share"])
const GOOD: Readonly<Record<Field, (value: string, currency: string) => boolean>> = {
  carrier: (value) => value.length >= 1 && value.length <= 60,
  tracking_number: (value) => /^[A-Za-z0-9-]{4,40}$/.test(value),
  code: (value) => /^[0-9]{6}$/.test(value),
  outcome: (value) => value !== "",
  share: (value, currency) => Boolean(fromDecimal(value, currency)),
  reason: (value) => value.length >= 1 && value.length <= 500,
}

export const emptyForm = (code = ""): StepForm => ({ carrier: "", tracking_number: "", code, outcome: "", share: "", reason: "" })

/** Only those that this viewer may send now, by the server's word; the rest of the wire's steps are none of ours. */
export function actionsOf(order: OrderView): Action[] {
  return (Object.keys(LOOKS) as Action[]).filter((action) => order.actions.includes(action))
}

export const isOptional = (action: Action, field: Field) => OPTIONAL.has(`${action} ${field}`)

/** Numbers are read aloud and copied with spaces in them. */
function cleaned(field: Field, value: string): string {
  return field === "code" || field === "tracking_number" ? value.replace(/\s/g, "") : value.trim()
}

/** Only what is released is shared. */
export const fieldsOf = (action: Action, form: StepForm) =>
  LOOKS[action].fields.filter((field) => field !== "share" || form.outcome === "release")

/** Keys of sentences by field. */
export function faultsOf(action: Action, form: StepForm, currency: string): Partial<Record<Field, string>> {
  const wrong = fieldsOf(action, form).filter((field) => {
    const value = cleaned(field, form[field])
    return !(GOOD[field](value, currency) || (value === "" && isOptional(action, field)))
  })
  return Object.fromEntries(wrong.map((field) => [field, `order.need.${field}`]))
}

/** Of a form without faults. */
export function requestOf(action: Action, order_id: string, form: StepForm, currency: string): { order_id: string } {
  const given = fieldsOf(action, form)
    .map((field) => [field, cleaned(field, form[field])] as const)
    .filter(([, value]) => value)
    .map(([field, value]) => [field, field === "share" ? { amount: fromDecimal(value, currency), currency } : value])
  return { order_id, ...Object.fromEntries(given) }
}

/** A step without the noun that all of them share. */
export const bare = (step: Step) => step.slice("order:".length)

/** Under which name the sentence of a line of the history is kept: some steps mean two things. */
export function deedOf({ event, by, to }: EntryView): string {
  if (event === "order:dispute") return by === "seller" ? "answer" : "dispute"
  return event === "order:resolve" ? `resolve_${to}` : bare(event)
}

/** Won at an auction or agreed on: it cannot be paid before its buyer has said where it goes. */
export function isUndirected({ actions }: OrderView): boolean {
  return actions.includes("order:address") && !actions.includes("order:pay")
}

/** An action as this order means it: the seller's dispute is an answer. */
export function meant(action: Action, order: OrderView): string {
  if (action === "order:address" && isUndirected(order)) return "direct"
  return action === "order:dispute" && order.state === "disputed" ? "answer" : bare(action)
}

/** What an order waits for from this viewer, under its bare name; null while it waits for somebody else. */
export function awaited(order: OrderView): string | null {
  const [step] = AWAITED.filter((each) => order.actions.includes(each))
  if (step) return bare(step)
  if (isUndirected(order)) return "direct"
  if (order.state === "shipped" && order.actions.includes("order:receive")) return "receive"
  return order.state === "disputed" && order.actions.includes("order:dispute") ? "answer" : null
}

const AWAITED: readonly Step[] = ["order:pay", "order:ship", "order:hand_over", "order:resolve"]
