// Tells while an element is near the view: what endless lists load their next page by.
import { onBeforeUnmount, type Ref, watch } from "vue"

/** `seen` is called again after it has settled for as long as the element stays near, e.g. when a page was short. */
export function useSight(
  target: Readonly<Ref<HTMLElement | null>>,
  seen: () => Promise<unknown>,
  margin = "900px",
): void {
  let busy = false
  const observer = new IntersectionObserver(
    (entries) => {
      if (!busy && entries.some((entry) => entry.isIntersecting)) void tell()
    },
    { rootMargin: margin },
  )

  async function tell(): Promise<void> {
    busy = true
    await seen().finally(() => (busy = false))
    observer.disconnect()
    if (target.value) observer.observe(target.value)
  }

  watch(target, (element) => {
    observer.disconnect()
    if (element) observer.observe(element)
  })
  onBeforeUnmount(() => observer.disconnect())
}
