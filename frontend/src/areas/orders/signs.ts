// The sign of each step, on buttons and in the history.
import type { IconName } from "@/ui/icons"
import type { Step } from "@/wire"

const SIGNS: Readonly<Record<Step, IconName>> = {
  "order:place": "bag",
  "order:address": "pin",
  "order:pay": "wallet",
  "order:expire": "clock",
  "order:revive": "wallet",
  "order:cancel": "close",
  "order:remind": "clock",
  "order:lapse": "clock",
  "order:ship": "ship",
  "order:hand_over": "meetup",
  "order:receive": "box",
  "order:extend": "clock",
  "order:auto_receive": "box",
  "order:dispute": "warn",
  "order:default": "scales",
  "order:close_dispute": "scales",
  "order:resolve": "scales",
  "order:complete": "check",
}

export const signOfStep = (step: Step): IconName => SIGNS[step]
