// An address as it is typed, what is wrong with it, and as it is sent.
import type { Address } from "@/wire"

export type AddressDraft = Record<keyof Required<Address>, string>
export type AddressField = keyof AddressDraft

interface Rule {
  field: AddressField
  /** What browsers know it as. */
  autocomplete: string
  optional?: boolean
  most: number
  pattern?: RegExp
}

export const RULES: readonly Rule[] = [
  { field: "recipient", autocomplete: "name", most: 100 },
  { field: "phone", autocomplete: "tel", most: 24, pattern: /^\+?[0-9][0-9 ()-]{3,22}[0-9]$/ },
  { field: "street", autocomplete: "street-address", most: 200 },
  { field: "city", autocomplete: "address-level2", most: 100 },
  { field: "region", autocomplete: "address-level1", most: 100, optional: true },
  { field: "postal_code", autocomplete: "postal-code", most: 12, optional: true, pattern: /^[A-Za-z0-9 -]{2,12}$/ },
  { field: "country", autocomplete: "country-name", most: 100, optional: true },
]

export const emptyAddress = (): AddressDraft =>
  Object.fromEntries(RULES.map(({ field }) => [field, ""])) as AddressDraft

export const toDraft = (address: Address | undefined): AddressDraft => ({ ...emptyAddress(), ...address })

/** Keys of sentences by field. */
export function faultsOf(draft: AddressDraft): Partial<Record<AddressField, string>> {
  const wrong = RULES.filter(({ field, optional, most, pattern }) => {
    const value = draft[field].trim()
    if (!value) return !optional
    return value.length > most || (pattern !== undefined && !pattern.test(value))
  })
  return Object.fromEntries(wrong.map(({ field }) => [field, `address.need.${field}`]))
}

/** Of a draft without faults. */
export function toAddress(draft: AddressDraft): Address {
  const given = RULES.map(({ field }) => [field, draft[field].trim()]).filter(([, value]) => value)
  return Object.fromEntries(given) as unknown as Address
}

/** One line after the other, as on a parcel. */
export function linesOf({ recipient, phone, street, city, region, postal_code, country }: Address): string[] {
  const place = [postal_code, city, region].filter(Boolean).join(" ")
  return [recipient, street, place, country ?? "", phone].filter(Boolean)
}
