// Puts the app together: stores, pages, languages, and the one connection.
import "@fontsource-variable/bricolage-grotesque/wght.css"
import "@/ui/tokens.css"
import "@/ui/base.css"
import "element-plus/es/components/base/style/css"
import "@/ui/element.css"
import { createPinia } from "pinia"
import { createApp } from "vue"
import App from "@/App.vue"
import { useSession } from "@/areas/session"
import { i18n, speak } from "@/lib/locale"
import { startTheme } from "@/lib/theme"
import { pushTable } from "@/pushes"
import { router } from "@/router"
import { connect } from "@/wire"

startTheme()
speak(i18n.global.locale.value)

const app = createApp(App).use(createPinia()).use(i18n)
connect(useSession().identity, pushTable())
app.use(router).mount("#app")
