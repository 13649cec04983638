// The life of a form's photos: added, sent a few at a time, tried again, moved, taken away.
import { onScopeDispose, type Ref, watch } from "vue"
import { asRefusal } from "@/wire"
import { MOST_PHOTOS, moved, type Photo } from "./photos"
import { Unfit, upload } from "./upload"

const AT_ONCE = 3
let made = 0

export function usePhotos(photos: Ref<Photo[]>) {
  /** Beside the photos: a file behind a reactive proxy cannot be sent. */
  const files = new Map<string, File>()
  let sending = 0
  /** What we have set already, though a parent hands it back only with the next rendering. */
  let held = photos.value
  watch(photos, (given) => (held = given), { flush: "sync" })

  function set(next: Photo[]): void {
    held = next
    photos.value = next
  }

  /** Gives how many found no room. */
  function add(chosen: Iterable<File>): number {
    const all = [...chosen]
    const fitting = all.slice(0, MOST_PHOTOS - held.length)
    const fresh = fitting.map((file): Photo => {
      made += 1
      const key = `photo${made}`
      files.set(key, file)
      return { key, url: URL.createObjectURL(file), state: "waiting", progress: 0 }
    })
    set([...held, ...fresh])
    sendNext()
    return all.length - fitting.length
  }

  function sendNext(): void {
    const next = held.find(({ state }) => state === "waiting")
    if (!next || sending >= AT_ONCE) return
    sending += 1
    void send(next.key).finally(() => {
      sending -= 1
      sendNext()
    })
    sendNext()
  }

  async function send(key: string): Promise<void> {
    const file = files.get(key)
    if (!file) return
    change(key, { state: "sending", progress: 0, problem: undefined })
    try {
      const media = await upload(file, "listing", (progress) =>
        change(key, progress < 1 ? { progress } : { progress, state: "checking" }),
      )
      change(key, { state: "ready", progress: 1, mediaId: media.id })
      files.delete(key)
    } catch (error) {
      change(key, { state: "failed", problem: error instanceof Unfit ? error.reason : asRefusal(error).code })
    }
  }

  function change(key: string, more: Partial<Photo>): void {
    set(held.map((photo) => (photo.key === key ? { ...photo, ...more } : photo)))
  }

  function retry(key: string): void {
    change(key, { state: "waiting", progress: 0 })
    sendNext()
  }

  function remove(key: string): void {
    set(held.filter((photo) => photo.key !== key))
    files.delete(key)
  }

  function move(key: string, to: number): void {
    set(moved(held, key, to))
  }

  onScopeDispose(() => files.clear())

  return { add, retry, remove, move }
}
