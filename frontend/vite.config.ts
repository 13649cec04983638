/// <reference types="vitest/config" />
// How the front end is built, served while developing, and unit-tested.
import { fileURLToPath } from "node:url"
import vue from "@vitejs/plugin-vue"
import { defineConfig } from "vite"

const server = process.env.SOUK_URL ?? "http://127.0.0.1:8000"

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/pictures": server,
      "/socket.io": {
        target: server,
        ws: true,
        changeOrigin: true,
        // The market accepts an exact list of origins; in development the page comes from Vite's port instead.
        configure: (proxy) => proxy.on("proxyReqWs", (request) => request.setHeader("origin", new URL(server).origin)),
      },
    },
  },
  build: { target: "es2022", chunkSizeWarningLimit: 400 },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.spec.ts"],
    restoreMocks: true,
    // Its modules import style sheets, which only Vite understands.
    server: { deps: { inline: ["element-plus"] } },
  },
})
