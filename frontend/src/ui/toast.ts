// Short messages that come and go.
import { ElMessage } from "element-plus"
import "element-plus/es/components/message/style/css"

const show = (type: "success" | "error" | "info") => (message: string) =>
  void ElMessage({ type, message, duration: type === "error" ? 6000 : 3500, grouping: true, plain: true, offset: 72 })

export const toast = { good: show("success"), bad: show("error"), say: show("info") }
