// The two languages: which one is spoken, remembered over visits.
import { createI18n } from "vue-i18n"
import en from "@/locales/en.json"
import zh from "@/locales/zh-CN.json"

export const LOCALES = ["en", "zh-CN"] as const
export type Locale = (typeof LOCALES)[number]

const KEY = "souk.locale"

export function preferredLocale(kept: string | null, languages: readonly string[]): Locale {
  const known = LOCALES.find((locale) => locale === kept)
  if (known) return known
  return languages[0]?.toLowerCase().startsWith("zh") ? "zh-CN" : "en"
}

export const i18n = createI18n({
  legacy: false,
  locale: preferredLocale(localStorage.getItem(KEY), navigator.languages),
  fallbackLocale: "en",
  messages: { en, "zh-CN": zh },
})

export function speak(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem(KEY, locale)
  document.documentElement.lang = locale
}

/** Names that come from the server in both languages. */
export function inLocale(name: { en: string; zh: string }, locale: string): string {
  return locale === "en" ? name.en : name.zh
}
