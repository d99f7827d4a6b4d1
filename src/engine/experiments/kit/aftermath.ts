import { isLabError } from '../../../base/errors.ts'
import { hasKey } from '../../../base/typed-object.ts'
import type { ParamValues } from '../../../contract/words.ts'
import { choice } from './params.ts'
import type { Pause } from './pause.ts'

/** What becomes of a proved deadlock: a parameter of the experiments that are about them. */
export const aftermathParam = choice({
  choices: {
    end: 'the trial ends as deadlocked once it is proved',
    stand: 'it is left standing, to be looked at, until it is stopped, released or the time is up',
    victim: 'one worker of the cycle is thrown out of its wait, gives back its locks and tries again',
    terminate: 'the thread of one worker of the cycle is terminated; its locks go to the others as abandoned',
  },
  default: 'end',
  help: 'what happens once a deadlock is proved',
})

export type Aftermath = keyof typeof aftermathParam.choices

/** What the parameters of a run say; experiments without the choice end. */
export function aftermathOf({ after }: ParamValues): Aftermath {
  return typeof after === 'string' && hasKey(aftermathParam.choices, after) ? after : aftermathParam.default
}

/**
 * Does something until nobody chose this worker as a deadlock's victim meanwhile. `body` must give back on its way out
 * what it had acquired (`using`, `finally`): that is what lets the others go on.
 * @param sleep before each new try: a victim that comes back at once takes its locks from under those who were woken for
 *   them, and the same circle closes again
 * @returns how often this worker was the victim
 */
export function againAsVictim(body: () => void, sleep: Pause): number {
  for (let times = 0; ; times++) {
    try {
      body()
      return times
    } catch (thrown) {
      if (!isLabError(thrown) || thrown.code !== 'DEADLOCK_VICTIM') throw thrown
    }
    sleep.toGiveWay(times + 1)
  }
}
