import { describe, expect, it } from "vitest"
import type { CaseView } from "@/wire"
import { inOrder } from "./use-queue"

function aCase(id: string, opened: number, more: Partial<CaseView> = {}): CaseView {
  const at = new Date(opened * 1000).toISOString()
  return {
    id,
    version: 1,
    kind: "report",
    subject: { kind: "listing", id: `l-${id}`, title: "Lamp" },
    owner_id: "s1",
    reports: [],
    reported: 1,
    state: "open",
    decisions: [],
    verdicts: ["dismiss"],
    opened_at: at,
    changed_at: at,
    ...more,
  }
}

const ids = (cases: CaseView[]) => cases.map((it) => it.id)

describe("the queue", () => {
  it("has open cases oldest first, whatever happened to them since", () => {
    const late = aCase("a", 10, { changed_at: new Date(99_000).toISOString() })
    expect(ids(inOrder([aCase("b", 20), late, aCase("c", 10)], "open"))).toEqual(["a", "c", "b"])
  })

  it("has decided cases latest first, and no open ones", () => {
    const done = (id: string, at: number) => aCase(id, at, { state: "decided" })
    expect(ids(inOrder([done("a", 1), aCase("open", 5), done("b", 9)], "decided"))).toEqual(["b", "a"])
  })
})
