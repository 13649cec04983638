// Light or dark: as the system says, until somebody chooses.
import { ref } from "vue"

export const THEMES = ["auto", "light", "dark"] as const
export type Theme = (typeof THEMES)[number]

const KEY = "souk.theme"
const dark = matchMedia("(prefers-color-scheme: dark)")

export const theme = ref<Theme>(THEMES.find((name) => name === localStorage.getItem(KEY)) ?? "auto")

export function choose(next: Theme): void {
  theme.value = next
  localStorage.setItem(KEY, next)
  paint()
}

/** Element Plus reads the class, our own tokens the attribute. */
function paint(): void {
  const isDark = theme.value === "dark" || (theme.value === "auto" && dark.matches)
  document.documentElement.dataset.theme = isDark ? "dark" : "light"
  document.documentElement.classList.toggle("dark", isDark)
}

export function startTheme(): void {
  paint()
  dark.addEventListener("change", paint)
}
