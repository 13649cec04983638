import { expect, it } from "vitest"
import { faultOf, idsOf, moved, type Photo } from "./photos"

const photo = (key: string, state: Photo["state"] = "ready"): Photo => ({
  key,
  url: `/${key}.webp`,
  state,
  progress: 1,
  ...(state === "ready" ? { mediaId: key } : {}),
})
const keys = (photos: Photo[]) => photos.map(({ key }) => key).join("")
const abc = ["a", "b", "c"].map((key) => photo(key))

it("moves a photo and keeps the others in order", () => {
  expect(keys(moved(abc, "c", 0))).toBe("cab")
  expect(keys(moved(abc, "a", 2))).toBe("bca")
  expect(keys(moved(abc, "b", 1))).toBe("abc")
})

it("moves nothing beyond the ends", () => {
  expect(keys(moved(abc, "a", -1))).toBe("abc")
  expect(keys(moved(abc, "c", 3))).toBe("abc")
  expect(keys(moved(abc, "x", 0))).toBe("abc")
})

it("names to the server what is ready, and says why it must wait", () => {
  expect(idsOf([photo("a"), photo("b", "sending")])).toEqual(["a"])
  expect(faultOf(abc)).toBeNull()
  expect(faultOf([photo("a"), photo("b", "checking")])).toBe("sell.waitPhotos")
  expect(faultOf([photo("a", "sending"), photo("b", "failed")])).toBe("sell.failedPhotos")
})
