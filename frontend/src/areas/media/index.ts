// The part of the media area that others may use.
export { useMedia } from "./store"
