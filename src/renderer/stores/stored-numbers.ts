/** Numbers by name that the browser keeps for this address; none where storage is forbidden, or holds something else. */
export function readNumbers(key: string): Readonly<Record<string, number>> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(
      Object.entries(found).flatMap(([name, value]: [string, unknown]) =>
        typeof value === 'number' ? [[name, value] as const] : [],
      ),
    )
  } catch {
    return {}
  }
}

export function writeNumbers(key: string, numbers: Readonly<Record<string, number>>): void {
  try {
    localStorage.setItem(key, JSON.stringify(numbers))
  } catch (thrown) {
    console.warn('It holds until the page is closed: storage is not allowed.', thrown)
  }
}
