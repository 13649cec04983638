import { beforeEach, expect, it, vi } from "vitest"
import { effectScope, nextTick, ref } from "vue"
import type { MediaView } from "@/wire"
import type { Photo } from "./photos"
import * as uploading from "./upload"
import { usePhotos } from "./use-photos"

const file = (name: string) => new File(["x"], name)
const ready = (id: string) => ({ id, version: 3, purpose: "listing", state: "ready" }) as MediaView
let finish: ((outcome: MediaView | Error) => void)[]

beforeEach(() => {
  finish = []
  vi.spyOn(uploading, "upload").mockImplementation(
    () => new Promise((resolve, reject) => finish.push((it) => (it instanceof Error ? reject(it) : resolve(it)))),
  )
  URL.createObjectURL = () => "blob:photo"
})

/** As a form holds them: what is set comes back later. */
function use() {
  const photos = ref<Photo[]>([])
  const form = effectScope().run(() => usePhotos(photos))
  if (!form) throw new Error("no scope")
  return { photos, form, states: () => photos.value.map(({ state }) => state) }
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await nextTick()
}

it("sends a few at a time, in order, and goes on when one is done", async () => {
  const { form, photos, states } = use()
  expect(form.add(["a", "b", "c", "d"].map(file))).toBe(0)
  expect(states()).toEqual(["sending", "sending", "sending", "waiting"])
  finish[0]?.(ready("m1"))
  await settle()
  expect(states()).toEqual(["ready", "sending", "sending", "sending"])
  expect(photos.value[0]?.mediaId).toBe("m1")
})

it("takes nine and says how many were too many", () => {
  const { form, photos } = use()
  expect(form.add(Array.from({ length: 11 }, (_, number) => file(String(number))))).toBe(2)
  expect(photos.value).toHaveLength(9)
})

it("says why one failed and tries it again", async () => {
  const { form, photos, states } = use()
  form.add([file("a")])
  finish[0]?.(new uploading.Unfit("animated"))
  await settle()
  expect(photos.value[0]).toMatchObject({ state: "failed", problem: "animated" })
  form.retry(photos.value[0]?.key ?? "")
  expect(states()).toEqual(["sending"])
  finish[1]?.(ready("m1"))
  await settle()
  expect(states()).toEqual(["ready"])
})

it("lets go of a photo that is taken away while it is sent", async () => {
  const { form, photos } = use()
  form.add([file("a"), file("b")])
  form.remove(photos.value[0]?.key ?? "")
  finish[0]?.(ready("m1"))
  finish[1]?.(ready("m2"))
  await settle()
  expect(photos.value.map(({ mediaId }) => mediaId)).toEqual(["m2"])
})
