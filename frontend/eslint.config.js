// Lint rules, above all the directions of import: pages -> areas -> wire, ui, lib.
import vue from "eslint-plugin-vue"
import tseslint from "typescript-eslint"

const socketIo = { name: "socket.io-client", message: "Only wire/ talks to the socket; use ask() or onPush()." }
const forbid = (...groups) => ({
  "no-restricted-imports": [
    "error",
    { paths: [socketIo], patterns: groups.map(([group, message]) => ({ group, message })) },
  ],
})
const areaInternals = [["@/areas/*/*"], "Import an area through its index; its other files are its own."]
const parents = [["../*"], "Leave the folder with an @/ path, so that the direction shows."]

export default tseslint.config(
  { ignores: ["dist", "node_modules", "test-results", "playwright-report"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // The generated contract decides between interface and type; prose code follows what reads best.
      "@typescript-eslint/consistent-type-definitions": "off",
      "max-lines": ["error", 400],
      eqeqeq: "error",
      "no-console": "error",
      // Prettier-like layout rules are left to the author; only correctness and structure are linted.
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/require-default-prop": "off",
      "vue/block-order": ["error", { order: ["script", "template", "style"] }],
      "vue/define-macros-order": "error",
      "vue/no-v-html": "error",
    },
  },
  {
    files: ["**/*.vue"],
    rules: { "max-lines": ["error", { max: 120, skipBlankLines: true }] },
  },
  // Written by the generator, which has its own taste.
  { files: ["src/wire/contract.ts"], rules: { "@typescript-eslint/consistent-indexed-object-style": "off", "max-lines": "off" } },
  { files: ["src/*.ts", "src/*.vue"], rules: forbid(areaInternals) },
  { files: ["src/pages/**"], rules: forbid(areaInternals, parents) },
  { files: ["src/areas/**"], rules: forbid(areaInternals, parents, [["@/pages/*"], "Areas do not know pages."]) },
  {
    files: ["src/ui/**"],
    rules: forbid([["@/areas/*", "@/pages/*", "@/wire/*"], "ui/ shows what it is given; it knows no market."]),
  },
  {
    files: ["src/lib/**"],
    rules: forbid([["@/areas/*", "@/pages/*", "@/ui/*", "@/wire/*"], "lib/ is plain functions."]),
  },
  {
    files: ["src/wire/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@/areas/*", "@/pages/*", "@/ui/*"], message: "wire/ knows no area." }] },
      ],
    },
  },
)
