import { beforeEach, expect, it, vi } from "vitest"
import { useAsking } from "./asking"
import { Refusal } from "./refusal"
import { ask } from "./socket"

vi.mock("./socket", () => ({ ask: vi.fn() }))

const asked = vi.mocked(ask)
const idOf = (call: number) => (asked.mock.calls[call]?.[1] as { request_id?: string } | undefined)?.request_id

beforeEach(() => void asked.mockReset())

it("asks one thing at a time, and is busy until it is answered", async () => {
  const { busy, run } = useAsking()
  let answer: (value: number) => void = () => undefined
  const first = run(() => new Promise<number>((resolve) => (answer = resolve)))
  expect(busy.value).toBe(true)
  expect(await run(() => Promise.resolve(2))).toBeUndefined()
  answer(1)
  expect(await first).toBe(1)
  expect(busy.value).toBe(false)
})

it("keeps why it was refused, until it is asked again", async () => {
  const { refusal, run } = useAsking()
  expect(await run(() => Promise.reject(new Refusal("order_changed", "no")))).toBeUndefined()
  expect(refusal.value?.code).toBe("order_changed")
  await run(() => Promise.resolve(1))
  expect(refusal.value).toBeNull()
})

it("repeats what was refused under the same id, and takes another once it has succeeded", async () => {
  const { once } = useAsking()
  const body = { order_id: "o1" }
  asked.mockRejectedValueOnce(new Refusal("no_answer", "late")).mockResolvedValue({ order: {} } as never)
  await once("order:receive", body)
  await once("order:receive", body)
  await once("order:receive", body)
  expect(idOf(0)).toBe(idOf(1))
  expect(idOf(2)).not.toBe(idOf(1))
})
