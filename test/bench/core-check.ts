import type { NativeSide } from './native-side.ts'

/** Whether other work leaves this process the cores that a round needs. */
export type CoreCheck = () => Promise<boolean>

const THREADS = 2
/** About 10 ms: longer than a scheduler needs to spread two threads over two cores. */
const ADDITIONS = 20_000_000
const TRIES = 3
/** Two free cores give about 1.9, one core 1; more than two only comes of a thread alone that was held up. */
const FREE_SPEED_UP = { least: 1.6, most: 2.4 } as const

/**
 * Lets two threads that share nothing run against one alone. On a machine whose other core is taken, two threads of ours
 * share one core: then they hardly ever meet at a shared counter, and a race is not measured at all.
 */
export function coreCheck(native: NativeSide): CoreCheck {
  const millis = async (workers: number): Promise<number> => {
    const sample = await native.measure({ variant: 'independent', workers, operations: ADDITIONS })
    return sample.millis
  }
  return async () => {
    let free = 0
    for (let i = 0; i < TRIES; i++) {
      const speedUp = (THREADS * (await millis(1))) / (await millis(THREADS))
      if (speedUp >= FREE_SPEED_UP.least && speedUp <= FREE_SPEED_UP.most) free += 1
    }
    return free > TRIES / 2
  }
}
