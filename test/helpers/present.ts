/** The value, which a test knows to be there; a missing one fails the test that asked. */
export function present<T>(value: T | null | undefined, what = 'value'): T {
  if (value === null || value === undefined) throw new Error(`expected a ${what}, got ${String(value)}`)
  return value
}
