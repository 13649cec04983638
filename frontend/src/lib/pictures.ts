// Which file of a picture a browser should load: the server keeps several beside each other, of which the address names one.

export interface Sized {
  url: string
  width: number
  height: number
}

const NAMED = /\/960\.webp$/

/** The widths are those of the files: the longest side of each is what its name says, or less. */
export function sourcesOf({ url, width, height }: Sized): string | undefined {
  if (!NAMED.test(url)) return undefined
  const longest = Math.max(width, height, 1)
  const sizes = longest > 960 ? [320, 960, 1920] : [320, 960]
  const widths = sizes.map((size) => [size, Math.max(1, Math.round(width * Math.min(1, size / longest)))] as const)
  return widths.map(([size, wide]) => `${url.replace(NAMED, `/${size}.webp`)} ${wide}w`).join(", ")
}
