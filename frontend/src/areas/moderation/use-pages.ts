// A list that is read page by page, as long as somebody wants more.
import { ref, type Ref, shallowRef } from "vue"
import { asRefusal, type Refusal } from "@/wire"

interface Page<T> {
  items: readonly T[]
  next_cursor: string | null
}

/** `read` gets what stands behind the cursor; a later `restart` makes an earlier answer void. */
export function usePages<T>(read: (more: { cursor?: string }) => Promise<Page<T>>) {
  const items = ref([]) as Ref<T[]>
  const cursor = ref<string | null>(null)
  const loading = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  let generation = 0

  async function load(first: boolean): Promise<void> {
    const mine = (generation += 1)
    loading.value = true
    refusal.value = null
    try {
      const page = await read(first || cursor.value === null ? {} : { cursor: cursor.value })
      if (mine !== generation) return
      items.value = first ? [...page.items] : [...items.value, ...page.items]
      cursor.value = page.next_cursor
    } catch (error) {
      if (mine === generation) refusal.value = asRefusal(error)
    } finally {
      if (mine === generation) loading.value = false
    }
  }

  return { items, cursor, loading, refusal, restart: () => load(true), loadMore: () => load(false) }
}
