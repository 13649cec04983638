import { expect, it } from "vitest"
import { anOrder, show } from "@/testing"
import MeetCode from "./MeetCode.vue"

it("shows the digits, and a picture of them for whoever scans it", () => {
  const shown = show(MeetCode, { order: anOrder({ delivery: "meetup" }), code: "012345" })
  expect(shown.get("[data-testid=meetup-code]").text()).toBe("012345")
  const other = show(MeetCode, { order: anOrder({ delivery: "meetup" }), code: "999999" })
  const picture = (of: typeof shown) => of.get("svg path").attributes("d")
  expect(picture(shown)).toMatch(/^M\d/)
  expect(picture(shown)).not.toBe(picture(other))
})
