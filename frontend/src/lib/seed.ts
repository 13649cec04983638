// A stable number from a text, so that generated pictures look the same everywhere and always.

/** FNV-1a, 32 bits. */
export function seed(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
