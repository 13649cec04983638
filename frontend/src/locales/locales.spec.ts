// Both languages say everything: the same keys, the same values to fill in, and no key that nobody speaks.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { LISTED } from "./indirect"
import en from "./en.json"
import zh from "./zh-CN.json"

interface Tree {
  [key: string]: string | Tree
}

const SOURCE = join(import.meta.dirname, "..")

function flat(tree: Tree, prefix = ""): Record<string, string> {
  return Object.entries(tree).reduce<Record<string, string>>((all, [key, value]) => {
    const path = prefix + key
    return typeof value === "string" ? { ...all, [path]: value } : { ...all, ...flat(value, `${path}.`) }
  }, {})
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith(".spec.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
}

const [english, chinese] = [flat(en), flat(zh)]
const gaps = (text = "") => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
const written = sources(SOURCE)
const find = (pattern: RegExp) => new Set(written.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")))
const KEY = "([a-zA-Z_]+(?:[.][a-zA-Z_]+)+)"
/** Anything quoted that looks like a key, and what is surely meant as one. */
const quoted = find(new RegExp(`["']${KEY}["']`, "g"))
const spoken = new Set([...find(new RegExp(`\\bt\\(\\s*["']${KEY}["']`, "g")), ...[...quoted].filter((key) => /^(sell|nav)[.]/.test(key))])

describe("locales", () => {
  it("have the same keys", () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort())
  })

  it("fill in the same values", () => {
    for (const [key, text] of Object.entries(english)) {
      expect([key, ...new Set(gaps(chinese[key]))]).toEqual([key, ...new Set(gaps(text))])
    }
  })

  it("know every key that the pages speak", () => {
    expect(spoken.size).toBeGreaterThan(50)
    expect([...spoken].filter((key) => !(key in english))).toEqual([])
  })

  it("hold no key that nobody speaks", () => {
    const unused = Object.keys(english).filter(
      (key) => !quoted.has(key) && !LISTED.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })

  it("have a sentence for every code of the contract", () => {
    const contract = readFileSync(join(SOURCE, "wire/contract.ts"), "utf8")
    const codes = [...(/export type Code =([^]*?)\n\n/.exec(contract)?.[1] ?? "").matchAll(/"(\w+)"/g)].map((match) => match[1])
    expect(codes.length).toBeGreaterThan(10)
    expect(codes.filter((code) => !(`errors.${code}` in english))).toEqual([])
  })
})
