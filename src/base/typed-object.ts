/**
 * The places where the type of an object's keys must be asserted rather than proved, kept in one file: TypeScript types
 * `Object.keys` as strings because an object may carry more keys than its type names. Ours are closed literals.
 */

/** The own enumerable keys of a closed object literal, typed. */
export function keysOf<T extends object>(object: T): readonly (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[] // closed literals only, see above
}

/** A new object with the same keys, each value mapped. */
export function mapValues<T extends object, R extends { readonly [K in keyof T]: unknown }>(
  object: T,
  map: (value: T[keyof T], key: keyof T & string) => R[keyof T],
): R {
  return Object.fromEntries(keysOf(object).map(key => [key, map(object[key], key)])) as R // same keys by construction
}

/** True when `key` is one of the object's own keys. */
export function hasKey<T extends object>(object: T, key: string): key is keyof T & string {
  return Object.hasOwn(object, key)
}
