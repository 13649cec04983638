// The part of the moderation area that others may use.
import { defineAsyncComponent } from "vue"

export { default as AuditList } from "./AuditList.vue"
export { default as CaseQueue } from "./CaseQueue.vue"
export { default as ReportButton } from "./ReportButton.vue"
/** Loaded with its charts when somebody looks at it. */
export const LiveBoard = defineAsyncComponent(() => import("./LiveBoard.vue"))
export { usePages } from "./use-pages"
