// The part of the search area that others may use.
export { filters, fromParams, ORDERS, type Query, toParams } from "./query"
export { default as SearchBox } from "./SearchBox.vue"
export { default as SearchFilters } from "./SearchFilters.vue"
export { default as SearchResults } from "./SearchResults.vue"
export { useSearch } from "./use-search"
