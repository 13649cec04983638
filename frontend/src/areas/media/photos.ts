// The photos of a form, in order: what is shown of each and how far its upload is.
import type { PictureView } from "@/wire"

export const MOST_PHOTOS = 9

export interface Photo {
  /** Stays with the photo when it is moved. */
  key: string
  url: string
  state: "waiting" | "sending" | "checking" | "ready" | "failed"
  /** From 0 to 1 while it is sent. */
  progress: number
  mediaId?: string
  /** Why it failed: a reason of the server, or the code of a refusal. */
  problem?: string
}

export const photoOf = (picture: PictureView): Photo => ({
  key: picture.id,
  url: picture.url,
  state: "ready",
  progress: 1,
  mediaId: picture.id,
})

export const idsOf = (photos: readonly Photo[]): string[] => photos.flatMap(({ mediaId }) => mediaId ?? [])

/** The photos with one of them at another place; places outside change nothing. */
export function moved(photos: readonly Photo[], key: string, to: number): Photo[] {
  const photo = photos.find((each) => each.key === key)
  if (!photo || to < 0 || to >= photos.length) return [...photos]
  const rest = photos.filter((each) => each !== photo)
  return [...rest.slice(0, to), photo, ...rest.slice(to)]
}

/** Key of the sentence that says why a form cannot be sent yet. */
export function faultOf(photos: readonly Photo[]): "sell.failedPhotos" | "sell.waitPhotos" | null {
  if (photos.some(({ state }) => state === "failed")) return "sell.failedPhotos"
  return photos.some(({ state }) => state !== "ready") ? "sell.waitPhotos" : null
}
