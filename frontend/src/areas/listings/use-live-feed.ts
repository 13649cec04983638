// Hears the whole feed while a list is on the page, so that its cards change as the market does.
import { onScopeDispose } from "vue"
import { ask, onResume, touches } from "@/wire"
import { unwatchFeed, watchFeed } from "./rooms"

export function useLiveFeed(): void {
  // A list that cannot be live is still a list.
  void watchFeed("").catch(() => undefined)
  onScopeDispose(onResume((lost) => touches(lost, "feed") && void ask("feed:watch", {}).catch(() => undefined)))
  onScopeDispose(() => unwatchFeed(""))
}
