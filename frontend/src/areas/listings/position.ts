// The browser's position, asked for only when a person presses the button.
import type { Point } from "@/wire"

export function whereAmI(): Promise<Point> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) return reject(new Error("no geolocation"))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ type: "Point", coordinates: [round(coords.longitude), round(coords.latitude)] }),
      reject,
      { timeout: 8_000, maximumAge: 300_000 },
    )
  })
}

/** Five decimals are a metre; more would only be noise. */
const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5
