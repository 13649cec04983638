import { expect, it } from "vitest"
import { kindOf, MOST_BYTES, Unfit, upload } from "./upload"

const blob = (...bytes: number[]) => new Blob([new Uint8Array(bytes)])
const text = (words: string) => new Blob([words])

it("tells the three kinds by their first bytes, whatever they are called", async () => {
  expect(await kindOf(blob(0xff, 0xd8, 0xff, 0xe1))).toBe("image/jpeg")
  expect(await kindOf(blob(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe("image/png")
  expect(await kindOf(text("RIFF1234WEBPVP8 "))).toBe("image/webp")
})

it.each(["<svg>", "GIF89a", "", "RIFF1234WAVE"])("sends nothing that is none of them: %s", async (words) => {
  expect(await kindOf(text(words))).toBeNull()
  await expect(upload(text(words), "listing", () => undefined)).rejects.toEqual(new Unfit("not_a_picture"))
})

it("sends nothing that is too large", async () => {
  const large = { size: MOST_BYTES + 1 } as Blob
  await expect(upload(large, "listing", () => undefined)).rejects.toMatchObject({ reason: "too_many_bytes" })
})
