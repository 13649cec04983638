// A refusal in the reader's language; codes we have no sentence for show the server's own.
import { useI18n } from "vue-i18n"

interface Refused {
  code: string
  message: string
  retry_after?: number
}

/** Nothing to say when nothing was refused. */
export function useErrorText(): (refused: Refused | null) => string {
  const { t, te } = useI18n()
  return (refused) => {
    if (!refused) return ""
    const { code, message, retry_after } = refused
    if (code === "slow_down" && retry_after) return t("errors.slow_down_for", { seconds: Math.ceil(retry_after) })
    return te(`errors.${code}`) ? t(`errors.${code}`) : message
  }
}
