// One's own uploads, once, by id: what the server says became of them.
import { defineStore } from "pinia"
import { ref } from "vue"
import { type ById, keep } from "@/lib/entities"
import type { MediaView } from "@/wire"

export const useMedia = defineStore("media", () => {
  const byId = ref<ById<MediaView>>({})

  function put(view: MediaView): void {
    keep(byId.value, view)
  }

  return { byId, put, onMedia: (push: { media: MediaView }) => put(push.media) }
})
