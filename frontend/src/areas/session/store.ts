// Who is signed in on this device, and how that begins, is renewed and ends.
import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"
import { ask, type Identity, isPassing, type OwnAccountView, Refusal, type SessionReply } from "@/wire"
import * as tokens from "./tokens"

const TRY_AGAIN = 10_000

export const useSession = defineStore("session", () => {
  const account = shallowRef<OwnAccountView | null>(null)
  /** The session ended by itself, which the page should say. */
  const ended = ref(false)
  const settled = ref(false)
  const signedIn = computed(() => account.value !== null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let renewing: Promise<void> | null = null
  let settle: () => void
  const whenSettled = new Promise<void>((resolve) => (settle = resolve))

  function has(permission: string): boolean {
    return account.value?.permissions.some((each) => each === permission) ?? false
  }

  function is(role: string): boolean {
    return account.value?.roles.some((each) => each === role) ?? false
  }

  /** The own account changed, e.g. its name or its roles. */
  function learn(view: OwnAccountView): void {
    const mine = account.value
    if (mine?.id === view.id && view.version >= mine.version) account.value = { ...mine, ...view }
  }

  async function register(body: { handle: string; password: string; display_name?: string }): Promise<void> {
    begin(await ask("account:register", body))
  }

  async function login(body: { handle: string; password: string }): Promise<void> {
    begin(await ask("account:login", body))
  }

  async function logout(): Promise<void> {
    end()
    await ask("account:logout", {}).catch(() => undefined)
  }

  function begin(given: SessionReply): void {
    tokens.keepTokens(given)
    enter(given.account)
  }

  function enter(mine: OwnAccountView): void {
    account.value = mine
    ended.value = false
    plan(tokens.renewIn())
    finish()
  }

  function end(): void {
    clearTimeout(timer)
    tokens.dropTokens()
    account.value = null
    finish()
  }

  function finish(): void {
    settled.value = true
    settle()
  }

  function plan(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void renew(), wait)
  }

  /** Exchange the refresh token for new tokens on the open socket; one exchange at a time in this tab too. */
  function renew(): Promise<void> {
    renewing ??= exchange().finally(() => (renewing = null))
    return renewing
  }

  /** The token is read only once the lock is ours: another tab may have exchanged it meanwhile. */
  async function exchange(): Promise<void> {
    try {
      await tokens.aloneAmongTabs(async () => {
        const token = tokens.refreshToken()
        if (!token) return end()
        begin(await ask("account:refresh", { refresh_token: token }, { urgent: true }))
      })
    } catch (error) {
      if (error instanceof Refusal && isPassing(error)) return plan((error.retry_after ?? 0) * 1000 || TRY_AGAIN)
      const wasSignedIn = signedIn.value
      end()
      ended.value = wasSignedIn
    }
  }

  /** On a new connection: the server has taken our access token with it, or we have none and go on by refreshing. */
  async function restore(): Promise<void> {
    if (!tokens.refreshToken()) end()
    else if (!tokens.accessToken()) await renew()
    else if (!account.value) {
      try {
        enter((await ask("account:me", {}, { urgent: true })).account)
      } catch {
        await renew()
      }
    }
    finish()
  }

  /** The socket became anonymous before we renewed, e.g. after this device slept. */
  function expired(): void {
    tokens.forgetAccess()
    void renew()
  }

  tokens.onOtherTab((token) => {
    if (token === null && signedIn.value) void logout()
    else if (token !== null && !signedIn.value && settled.value) void renew()
  })

  const identity: Identity = {
    token: () => tokens.accessToken(),
    forget: () => tokens.forgetAccess(),
    restore,
  }

  return { account, ended, settled, signedIn, whenSettled, has, is, learn, register, login, logout, expired, identity }
})
