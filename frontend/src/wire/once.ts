// Request ids: the same attempt keeps its id over retries, so that the server acts once.

/** 32 hexadecimal characters; `crypto.randomUUID` is missing on plain-http origins. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Hands out one id for as long as a form sends the same body; another body is another attempt. */
export class Attempt {
  private body = ""
  private id = ""

  idFor(body: unknown): string {
    const text = JSON.stringify(body)
    if (!this.id || text !== this.body) {
      this.id = newRequestId()
      this.body = text
    }
    return this.id
  }

  /** The attempt reached its end; the next one is new even with the same body. */
  done(): void {
    this.id = ""
  }
}
