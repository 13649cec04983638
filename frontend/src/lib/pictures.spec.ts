import { expect, it } from "vitest"
import { sourcesOf } from "./pictures"

const url = "https://cdn.example/pictures/m1-ab/960.webp"

it("offers the files that lie beside each other, with their true widths", () => {
  const at = (size: number, width: number) => `https://cdn.example/pictures/m1-ab/${size}.webp ${width}w`
  expect(sourcesOf({ url, width: 1920, height: 1440 })).toBe([at(320, 320), at(960, 960), at(1920, 1920)].join(", "))
  expect(sourcesOf({ url, width: 1440, height: 1920 })).toBe([at(320, 240), at(960, 720), at(1920, 1440)].join(", "))
  expect(sourcesOf({ url, width: 900, height: 600 })).toBe([at(320, 320), at(960, 900)].join(", "))
})

it("offers nothing for a picture that is not one of the server's", () => {
  expect(sourcesOf({ url: "blob:https://souk.example/1", width: 4, height: 3 })).toBeUndefined()
})
