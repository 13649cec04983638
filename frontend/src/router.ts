// Which page an address shows, and who may see it.
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router"
import { useSession } from "@/areas/session"
import { i18n } from "@/lib/locale"
import FeedPage from "@/pages/FeedPage.vue"

declare module "vue-router" {
  interface RouteMeta {
    /** Key of the page's name in the locale files. */
    title?: string
    signedIn?: boolean
    /** For those without an account yet. */
    guest?: boolean
    permission?: string
  }
}

export const routes: RouteRecordRaw[] = [
  { path: "/", name: "feed", component: FeedPage },
  { path: "/search", name: "search", component: () => import("@/pages/SearchPage.vue"), meta: { title: "nav.search" } },
  { path: "/l/:id", name: "listing", component: () => import("@/pages/ListingPage.vue"), props: true },
  {
    path: "/sell",
    name: "sell",
    component: () => import("@/pages/SellPage.vue"),
    meta: { title: "nav.sell", signedIn: true, permission: "market.trade" },
  },
  { path: "/bids", name: "bids", component: () => import("@/pages/BidsPage.vue"), meta: { title: "nav.bids", signedIn: true } },
  { path: "/mine", name: "mine", component: () => import("@/pages/MinePage.vue"), meta: { title: "nav.mine", signedIn: true } },
  { path: "/orders", name: "orders", component: () => import("@/pages/OrdersPage.vue"), meta: { title: "nav.orders", signedIn: true } },
  { path: "/orders/:id", name: "order", component: () => import("@/pages/OrderPage.vue"), props: true, meta: { signedIn: true } },
  { path: "/watching", name: "watching", component: () => import("@/pages/WatchingPage.vue"), meta: { title: "nav.watching" } },
  { path: "/u/:handle", name: "profile", component: () => import("@/pages/ProfilePage.vue"), props: true, meta: { title: "nav.profile" } },
  {
    path: "/board",
    name: "board",
    component: () => import("@/pages/BoardPage.vue"),
    meta: { title: "moderation.title", signedIn: true, permission: "market.moderate" },
  },
  {
    path: "/people",
    name: "people",
    component: () => import("@/pages/PeoplePage.vue"),
    meta: { title: "people.title", signedIn: true, permission: "accounts.manage" },
  },
  { path: "/login", name: "login", component: () => import("@/pages/LoginPage.vue"), meta: { title: "nav.signIn", guest: true } },
  { path: "/register", name: "register", component: () => import("@/pages/RegisterPage.vue"), meta: { title: "nav.signUp", guest: true } },
  { path: "/forbidden", name: "forbidden", component: () => import("@/pages/LostPage.vue"), props: { forbidden: true } },
  { path: "/:rest(.*)*", name: "lost", component: () => import("@/pages/LostPage.vue") },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  const { signedIn, guest, permission } = to.meta
  if (!signedIn && !guest && !permission) return true
  const session = useSession()
  await session.whenSettled
  if (guest) return session.signedIn ? { name: "feed" } : true
  if (!session.signedIn) return { name: "login", query: { next: to.fullPath } }
  return permission && !session.has(permission) ? { name: "forbidden", replace: true } : true
})

router.afterEach((to) => {
  const { t } = i18n.global
  if (to.name !== "listing" && to.name !== "order") document.title = to.meta.title ? `${t(to.meta.title)} · ${t("app.name")}` : t("app.name")
})
