// Photos for journeys: drawn by the browser, with a place and a camera written into them.
import type { Page } from "@playwright/test"

/** What the photo tells and nobody shall ever read. */
export const SECRETS = [Buffer.from("SECRET-CAMERA-4711"), rationals(31, 13, 4944), Buffer.from("Exif\0")]

export interface Upload {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A drawing in some colour. */
export async function photo(page: Page, name: string, colour: string, width = 1600, height = 1200): Promise<Upload> {
  const data = await page.evaluate(
    ([fill, wide, high]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high })
      const pen = canvas.getContext("2d")
      if (!pen) throw new Error("no canvas")
      pen.fillStyle = fill
      pen.fillRect(0, 0, wide, high)
      pen.fillStyle = "white"
      pen.fillRect(wide / 4, high / 4, wide / 2, high / 8)
      return canvas.toDataURL("image/jpeg", 0.9)
    },
    [colour, width, height] as const,
  )
  return { name: `${name}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(data.split(",")[1] ?? "", "base64") }
}

/** The photo as a phone would have taken it: with camera and place in its EXIF. */
export function tagged({ name, mimeType, buffer }: Upload): Upload {
  const exif = Buffer.concat([Buffer.from("Exif\0\0"), tiff()])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(exif.length + 2, 2)
  return { name, mimeType, buffer: Buffer.concat([buffer.subarray(0, 2), head, exif, buffer.subarray(2)]) }
}

/** TIFF with the camera's make and the latitude, little-endian. */
function tiff(): Buffer {
  const [make, latitude] = [Buffer.from("SECRET-CAMERA-4711\0\0"), rationals(31, 13, 4944)]
  const [firstIfd, gpsIfd, makeAt] = [8, 38, 68]
  const head = Buffer.alloc(makeAt)
  head.write("II*\0", "latin1")
  head.writeUInt32LE(firstIfd, 4)
  directory(head, firstIfd, [
    [0x010f, 2, make.length, makeAt],
    [0x8825, 4, 1, gpsIfd],
  ])
  directory(head, gpsIfd, [
    [1, 2, 2, "N".charCodeAt(0)],
    [2, 5, 3, makeAt + make.length],
  ])
  return Buffer.concat([head, make, latitude])
}

function directory(into: Buffer, at: number, entries: [tag: number, type: number, count: number, value: number][]): void {
  into.writeUInt16LE(entries.length, at)
  for (const [place, [tag, type, count, value]] of entries.entries()) {
    const entry = at + 2 + 12 * place
    into.writeUInt16LE(tag, entry)
    into.writeUInt16LE(type, entry + 2)
    into.writeUInt32LE(count, entry + 4)
    into.writeUInt32LE(value, entry + 8)
  }
}

/** Degrees, minutes and hundredths of seconds. */
function rationals(degrees: number, minutes: number, hundredths: number): Buffer {
  const bytes = Buffer.alloc(24)
  for (const [place, number] of [degrees, 1, minutes, 1, hundredths, 100].entries()) bytes.writeUInt32LE(number, 4 * place)
  return bytes
}
