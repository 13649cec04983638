// One upload: ask for a form, send the file straight to the object store, and wait until the server has looked at it.
import { ask, type Flaw, type Format, type MediaView, onPush, type Purpose, Refusal, type UploadForm } from "@/wire"

export const MOST_BYTES = 20 * 2 ** 20
const LOOK_AGAIN = 2_500
const PATIENCE = 120_000

/** The server will not have this file. */
export class Unfit extends Error {
  constructor(readonly reason: Flaw) {
    super(reason)
  }
}

/** Gives the picture once it is ready; `progress` goes from 0 to 1 while the bytes travel. */
export async function upload(file: Blob, purpose: Purpose, progress: (share: number) => void): Promise<MediaView> {
  if (file.size > MOST_BYTES) throw new Unfit("too_many_bytes")
  const type = await kindOf(file)
  if (!type) throw new Unfit("not_a_picture")
  const form = await ask("media:presign", { purpose, content_type: type, bytes: file.size })
  await send(form, file, progress)
  const media = await lookedAt(form.media_id)
  if (media.state === "refused") throw new Unfit(media.reason ?? "damaged")
  return media
}

/** What a file is by its first bytes: names lie, also those of phones. */
export async function kindOf(file: Blob): Promise<Format | null> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()))
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg"
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png"
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? "image/webp" : null
}

/** With XMLHttpRequest, which alone tells how much has left. */
function send(form: UploadForm, file: Blob, progress: (share: number) => void): Promise<void> {
  const body = new FormData()
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value)
  body.append("file", file)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0)
    request.onload = () => (request.status < 300 ? resolve() : reject(lost()))
    request.onerror = request.ontimeout = () => reject(lost())
    request.open("POST", form.url)
    request.send(body)
  })
}

const lost = () => new Refusal("offline", "The upload did not arrive.")

/** The push tells at once; should it get lost, asking again does. */
async function lookedAt(mediaId: string): Promise<MediaView> {
  const deadline = Date.now() + PATIENCE
  let wake: () => void = () => undefined
  const hear = ({ media }: { media: MediaView }) => media.id === mediaId && wake()
  const stops = [onPush("media:ready", hear), onPush("media:refused", hear)]
  try {
    while (Date.now() < deadline) {
      const told = new Promise<void>((resolve) => (wake = resolve))
      const { media } = await ask("media:confirm", { media_id: mediaId })
      if (media.state !== "pending") return media
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))])
    }
  } finally {
    for (const stop of stops) stop()
  }
  throw new Refusal("no_answer", "Nobody looked at the upload in time.")
}
