import type { ShortTasks } from '../../../../src/engine/pool/dispatch/tasks.ts'

export const HANGING = 'a-task-hangs'

/** Tasks that do, besides what they should, everything that a task should not. */
export const trickyTasks = {
  echo: a => a,
  weigh: (a, b) => 3 * a - b,
  /** Takes about so many microseconds. */
  work(micros) {
    const until = performance.now() + micros / 1_000
    while (performance.now() < until);
    return micros
  },
  throw(a) {
    throw new RangeError(`no ${String(a)}: ${'long '.repeat(a)}`)
  },
  'throw-null': () => raise(null),
  die: code => process.exit(code),
  /** Says so first, on the channel {@link HANGING}. */
  hang() {
    new BroadcastChannel(HANGING).postMessage('hanging')
    for (;;) Math.sqrt(2)
  },
} as const satisfies ShortTasks

/** What is thrown need not be an error. */
function raise(thrown: unknown): never {
  throw thrown
}
