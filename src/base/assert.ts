import { LabError } from './errors.ts'

/** Marks the end of a switch over a closed union: a new member becomes a compile error here. */
export function assertNever(value: never): never {
  throw new LabError('INTERNAL', `a value that no case expects: ${String(value)}`)
}

/** Narrows away a state that the surrounding code has already made impossible. */
export function invariant(holds: unknown, claim: string): asserts holds {
  if (holds === false || holds === null || holds === undefined)
    throw new LabError('INTERNAL', `broken invariant: ${claim}`)
}
