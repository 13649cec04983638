import { expect, it } from "vitest"
import { emptyAddress, faultsOf, linesOf, toAddress, toDraft } from "./address"

const typed = { ...emptyAddress(), recipient: " Mei Lin ", phone: "+86 571 1234 5678", street: "1 Lake Road", city: "Hangzhou" }

it("asks for what a parcel needs, and says what cannot be right", () => {
  expect(Object.keys(faultsOf(emptyAddress()))).toEqual(["recipient", "phone", "street", "city"])
  expect(faultsOf(typed)).toEqual({})
  expect(faultsOf({ ...typed, phone: "call me", postal_code: "?" })).toEqual({
    phone: "address.need.phone",
    postal_code: "address.need.postal_code",
  })
})

it("sends no empty lines, and shows none", () => {
  const address = toAddress(typed)
  expect(address).toEqual({ recipient: "Mei Lin", phone: "+86 571 1234 5678", street: "1 Lake Road", city: "Hangzhou" })
  expect(linesOf(address)).toEqual(["Mei Lin", "1 Lake Road", "Hangzhou", "+86 571 1234 5678"])
  expect(toAddress(toDraft(address))).toEqual(address)
})
