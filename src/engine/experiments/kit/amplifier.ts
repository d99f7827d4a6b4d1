import { choice, count, type ParamSpecs, type Values } from './params.ts'
import type { RoleContext } from './role-context.ts'

/** What may be put between a read and the write that depends on it, to widen the window of a race. */
export const amplifierParams = {
  amplifier: choice({
    choices: {
      none: 'nothing: the race at its natural width',
      yield: 'the thread sleeps for the shortest time the system knows',
      spin: 'the thread stays busy for spinNanos',
    },
    default: 'none',
    help: 'what happens between read and write, in the variants where the two are apart',
  }),
  spinNanos: count({ min: 1, max: 1_000_000, default: 500, unit: 'ns', help: 'how long the amplifier "spin" takes' }),
} as const satisfies ParamSpecs

/** Amplified operations take microseconds: look at the stop word far more often. */
export const AMPLIFIED_BATCH = 16

export function amplify(params: Values<typeof amplifierParams>, context: RoleContext): void {
  if (params.amplifier === 'yield') context.yieldCore()
  else if (params.amplifier === 'spin') context.spin(params.spinNanos)
}
