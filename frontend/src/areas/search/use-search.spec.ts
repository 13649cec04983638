import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { effectScope, nextTick, ref } from "vue"
import { ask, type SearchReply } from "@/wire"
import { emptyQuery } from "./query"
import { useSearch } from "./use-search"

vi.mock("@/wire", async (original) => ({ ...(await original<object>()), ask: vi.fn() }))

const reply = (total: number): SearchReply => ({ items: [], total, page: 1, facets: { category: {}, brand: {}, condition: {} } })

describe("useSearch", () => {
  beforeEach(() => {
    setActivePinia(createPinia())
    vi.useFakeTimers()
  })

  it("asks once for a burst of keys and shows the newest answer only", async () => {
    const answers: ((value: SearchReply) => void)[] = []
    const asked = vi.fn()
    vi.mocked(ask).mockImplementation((name, body) => {
      if (name !== "search:query") return Promise.resolve({}) as never
      asked(body)
      return new Promise((resolve) => answers.push(resolve as never)) as never
    })
    const query = ref(emptyQuery())
    const search = effectScope().run(() => useSearch(query, ref(null)))
    expect(asked).toHaveBeenCalledTimes(1)

    for (const q of ["c", "ca", "cam"]) {
      query.value = { ...query.value, q }
      await nextTick()
    }
    await vi.advanceTimersByTimeAsync(300)
    expect(asked).toHaveBeenCalledTimes(2)
    expect(asked.mock.lastCall?.[0]).toMatchObject({ q: "cam" })

    answers[1]?.(reply(7))
    answers[0]?.(reply(99))
    await vi.advanceTimersByTimeAsync(0)
    expect(search?.total.value).toBe(7)
    expect(search?.busy.value).toBe(false)
  })
})
