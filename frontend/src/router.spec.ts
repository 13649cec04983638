import { createPinia, setActivePinia } from "pinia"
import { beforeEach, describe, expect, it } from "vitest"
import { useSession } from "@/areas/session"
import { router } from "@/router"
import { aListing } from "@/testing"

const account = (permissions: ("market.trade" | "market.moderate")[]) => ({
  ...aListing().seller,
  bio: "",
  roles: ["user" as const],
  permissions,
})

async function goTo(path: string) {
  await router.push(path)
  return router.currentRoute.value
}

describe("guards", () => {
  beforeEach(async () => {
    localStorage.clear()
    setActivePinia(createPinia())
    await router.push("/nowhere")
    await useSession().identity.restore()
  })

  it("send visitors to sign in, and remember where they were going", async () => {
    expect(await goTo("/sell?x=1")).toMatchObject({ name: "login", query: { next: "/sell?x=1" } })
  })

  it("let those in who may", async () => {
    useSession().account = account(["market.trade"])
    expect((await goTo("/sell")).name).toBe("sell")
  })

  it("keep those out whose roles do not permit it", async () => {
    useSession().account = account(["market.moderate"])
    expect((await goTo("/sell")).name).toBe("forbidden")
  })

  it("do not ask people who are in to sign in", async () => {
    useSession().account = account(["market.trade"])
    expect((await goTo("/login")).name).toBe("feed")
  })
})
