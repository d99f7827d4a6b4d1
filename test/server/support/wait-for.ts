/** Far beyond what anything here takes on a busy machine. */
const LIMIT_MILLIS = 60_000
const LOOK_EVERY_MILLIS = 5

/** Waits until `find` finds something, with a limit. @param scene printed when it does not */
export async function waitFor<T>(what: string, find: () => T | undefined, scene?: object): Promise<T> {
  const until = performance.now() + LIMIT_MILLIS
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    if (performance.now() > until) throw new Error(`waited in vain for ${what}: ${JSON.stringify(scene)}`)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MILLIS))
  }
}

/** The same for a condition. */
export async function waitUntil(what: string, holds: () => boolean, scene?: object): Promise<void> {
  await waitFor(what, () => (holds() ? true : undefined), scene)
}
