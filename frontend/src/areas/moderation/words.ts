// Moderation in the reader's words: moments, and where a subject is found.
import { computed } from "vue"
import { useI18n } from "vue-i18n"
import type { RouteLocationRaw } from "vue-router"
import { useSlowNow } from "@/lib/ticker"
import { ago, timeOfDay } from "@/lib/time"
import { clockOffset, type SubjectView } from "@/wire"

export function useModerationWords() {
  const { locale } = useI18n()
  const device = useSlowNow()
  const now = computed(() => device.value + clockOffset.value)
  return {
    ago: (time: string) => ago(time, now.value, locale.value),
    time: (time: string) => timeOfDay(Date.parse(time), locale.value),
    day: (time: string) => new Intl.DateTimeFormat(locale.value, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(time)),
    isPast: (time: string) => Date.parse(time) <= now.value,
  }
}

/** The page of a subject; a case has none but the queue. */
export function pageOf(subject: SubjectView): RouteLocationRaw | null {
  if (subject.kind === "listing") return { name: "listing", params: { id: subject.id } }
  if (subject.kind === "account") return { name: "profile", params: { handle: subject.title } }
  return subject.kind === "order" ? { name: "order", params: { id: subject.id } } : null
}
