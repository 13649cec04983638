// Field errors of the server on the fields of a form.

/** Paths like `sale.price.amount` go to the form field that holds them, e.g. `sale.price`; the rest is returned as lost. */
export function placeErrors(
  errors: Readonly<Record<string, string>>,
  known: readonly string[],
): { placed: Record<string, string>; lost: string[] } {
  const placed: Record<string, string> = {}
  const lost: string[] = []
  for (const [path, sentence] of Object.entries(errors)) {
    const field = known
      .filter((name) => path === name || path.startsWith(`${name}.`))
      .sort((a, b) => b.length - a.length)[0]
    if (field) placed[field] ??= sentence
    else lost.push(sentence)
  }
  return { placed, lost }
}
