import type { Kernel } from '../kit/define-experiment.ts'
import { Gil, openDoor } from '../kit/gil.ts'
import type { memory, params } from './experiment.ts'
import { computeBesideIo, computeInRounds } from './program.ts'

type Thread = Kernel<typeof memory, typeof params>
type Words = Parameters<Thread>[0]
type Knobs = Parameters<Thread>[1]

/** Every thread computes whenever it wants to. */
export const free: Thread = (words, knobs, context) => {
  computeInRounds(words, knobs, context, openDoor)
}

/** Who computes has the lock, and gives it up when somebody has waited for a switch interval. */
export const gil: Thread = (words, knobs, context) => {
  computeInRounds(words, knobs, context, gilOf(words, knobs, context))
}

/** T1 waits for a file or a socket, then answers at once. */
export const freeWithIo: Thread = (words, knobs, context) => {
  computeBesideIo(words, knobs, context, openDoor)
}

/** T1 waits without the lock, then needs it for a moment, and one of the others has it. */
export const gilWithIo: Thread = (words, knobs, context) => {
  computeBesideIo(words, knobs, context, gilOf(words, knobs, context))
}

function gilOf(words: Words, { workers, switchInterval }: Knobs, context: Parameters<Thread>[2]): Gil {
  return new Gil(words.interpreter.gil, workers, switchInterval * 1000, context)
}
