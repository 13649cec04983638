// The part of the media area that others may use.
import { defineAsyncComponent } from "vue"

/** The cropper is large, and few need it: it is fetched when it is opened. */
export const AvatarDialog = defineAsyncComponent(() => import("./AvatarDialog.vue"))
export { default as PhotoPicker } from "./PhotoPicker.vue"
export { faultOf, idsOf, type Photo, photoOf } from "./photos"
export { useMedia } from "./store"
