// The moderators' queue: a page of cases joined with every change of one.
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from "vue"
import { type ById, keep } from "@/lib/entities"
import { ask, asRefusal, type CaseView, onPush, onResume, type Refusal } from "@/wire"

export type CaseState = CaseView["state"]

/** Open cases oldest first, decided ones latest first: as the server pages them. */
export function inOrder(cases: readonly CaseView[], state: CaseState): CaseView[] {
  const moment = (it: CaseView) => Date.parse(state === "open" ? it.opened_at : it.changed_at)
  const direction = state === "open" ? 1 : -1
  return cases
    .filter((it) => it.state === state)
    .sort((a, b) => direction * (moment(a) - moment(b) || (a.id < b.id ? -1 : 1)))
}

export function useQueue(state: Ref<CaseState>) {
  const byId = ref<ById<CaseView>>({})
  const cursor = ref<string | null>(null)
  const loading = ref(false)
  const loadedOnce = ref(false)
  const refusal = shallowRef<Refusal | null>(null)

  function learn(view: CaseView): void {
    keep(byId.value, view)
  }

  async function load(first: boolean): Promise<void> {
    const which = state.value
    loading.value = true
    refusal.value = null
    try {
      const more = first || cursor.value === null ? {} : { cursor: cursor.value }
      const page = await ask("moderation:queue", { state: which, limit: 50, ...more })
      if (which !== state.value) return
      for (const view of page.items) learn(view)
      cursor.value = page.next_cursor
      loadedOnce.value = true
    } catch (error) {
      if (which === state.value) refusal.value = asRefusal(error)
    } finally {
      loading.value = false
    }
  }

  const stops = [
    onPush("moderation:case_changed", (push) => learn(push.case)),
    onResume(() => void load(true)),
    watch(
      state,
      () => {
        cursor.value = null
        loadedOnce.value = false
        void load(true)
      },
      { immediate: true },
    ),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })

  return {
    cases: computed(() => inOrder(Object.values(byId.value), state.value)),
    empty: computed(() => loadedOnce.value && !Object.values(byId.value).some((it) => it.state === state.value)),
    more: computed(() => cursor.value !== null),
    loading,
    refusal,
    learn,
    loadMore: () => load(!loadedOnce.value),
  }
}
