// How a category looks: its sign and its hue, for placeholders and chips.
import { seed } from "@/lib/seed"
import type { IconName } from "@/ui/icons"

/** The first pattern that fits the id of a category decides; ids are like `washing_machines`. */
const SIGNS: readonly (readonly [RegExp, IconName])[] = [
  [/phones|tablets/, "phone"],
  [/audio|electronics/, "headphones"],
  [/camera|lens/, "camera"],
  [/console|games|toys|dolls|building_sets/, "game"],
  [/wearables|watches/, "timepiece"],
  [/televis|monitor|desktop/, "screen"],
  [/comput|laptop|component|peripheral|printer|network/, "laptop"],
  [/kitchen|cookware|appliance|refrigerator|washing|climate|vacuum/, "pot"],
  [/book|fiction|comic|media/, "book"],
  [/baby|family|kids|stroller/, "baby"],
  [/plants|garden/, "plant"],
  [/tools|diy/, "tool"],
  [/lamp|home/, "lamp"],
  [/furnit|sofa|table|chair|bed|shelves|decor/, "sofa"],
  [/jewel|beauty|skincare|fragrance|personal_care/, "gem"],
  [/cloth|fashion|coats|tops|dress|shoe|bags/, "shirt"],
  [/music|instrument|record|guitar|piano|drum|string/, "music"],
  [/bicycl|bike|scooter/, "bike"],
  [/vehicle|cars|motor/, "car"],
  [/sport|fitness|camp|outdoor|ball/, "ball"],
  [/pet/, "paw"],
  [/art|collect|craft|antique|stamp|coin/, "palette"],
]

/** Neighbours on the category bar are far apart on the wheel. */
const HUES: Readonly<Record<string, number>> = {
  electronics: 282,
  computers: 235,
  appliances: 200,
  furniture: 62,
  home: 150,
  fashion: 350,
  beauty: 12,
  family: 95,
  books: 40,
  instruments: 310,
  sports: 130,
  vehicles: 255,
  pets: 75,
  collectibles: 25,
}

/** The nearest category upwards that has a sign; `path` leads from the root down. */
export function signOf(path: readonly string[]): IconName {
  for (const id of [...path].reverse()) {
    const found = SIGNS.find(([words]) => words.test(id))
    if (found) return found[1]
  }
  return "tag"
}

export function hueOf(root: string): number {
  return HUES[root] ?? seed(root) % 360
}
