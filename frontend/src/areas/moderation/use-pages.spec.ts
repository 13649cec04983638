import { describe, expect, it } from "vitest"
import { usePages } from "./use-pages"

describe("pages", () => {
  it("follow each other until there are no more", async () => {
    const asked: unknown[] = []
    const pages = usePages((more) => {
      asked.push(more)
      return Promise.resolve(more.cursor ? { items: [3], next_cursor: null } : { items: [1, 2], next_cursor: "two" })
    })
    await pages.restart()
    await pages.loadMore()
    expect(pages.items.value).toEqual([1, 2, 3])
    expect(pages.cursor.value).toBeNull()
    expect(asked).toEqual([{}, { cursor: "two" }])
  })

  it("forget an answer that came after the list was begun anew", async () => {
    const answers: ((page: { items: number[]; next_cursor: null }) => void)[] = []
    const pages = usePages<number>(() => new Promise((resolve) => answers.push(resolve)))
    const [late, now] = [pages.restart(), pages.restart()]
    answers[1]?.({ items: [2], next_cursor: null })
    answers[0]?.({ items: [1], next_cursor: null })
    await Promise.all([late, now])
    expect(pages.items.value).toEqual([2])
  })
})
