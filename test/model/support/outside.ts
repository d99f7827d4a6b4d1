import type { Ghosts, ModelThread, ProgramThread } from '../../../src/engine/explore/program.ts'
import { load, store } from '../../../src/engine/sync/native/door.ts'
import { wakeEverybody } from '../../../src/engine/sync/native/recovery.ts'
import { STOP_WORD } from '../../../src/engine/sync/native/waiting.ts'
import type { Waiting } from '../../../src/engine/sync/waiting.ts'
import { recover, type LockWord } from '../../../src/engine/sync/recovery.ts'

/** Threads of a program that stand for the host. */

/** Stops the trial at any moment, and wakes whoever sleeps then or falls asleep a little later. */
export const stopper: ProgramThread = {
  name: 'stopper',
  rounds: [
    thread => {
      store(STOP_WORD, 1)
      thread.whenIdle()
      wakeEverybody()
    },
  ],
}

const DEATHS_AT_REST = 'deaths at rest'

/** Stops the trial once nobody can go on, so that whoever waits for what will not come goes home. */
export function stopperAtRest(workers: number): ProgramThread {
  return {
    name: 'stopper',
    rounds: [
      thread => {
        thread.whenIdle()
        thread.note(ghosts => ghosts.add(DEATHS_AT_REST, deathsIn(ghosts, workers)))
        store(STOP_WORD, 1)
        wakeEverybody()
      },
    ],
  }
}

/** Whether the stop came at rest: a death in between makes the others move again. */
export function stoppedAtRest(thread: ModelThread, workers: number): boolean {
  return thread.note(ghosts => (deathsIn(ghosts, workers) === ghosts.get(DEATHS_AT_REST) ? 1 : 0)) === 1
}

function deathsIn(ghosts: Ghosts, workers: number): number {
  return Array.from({ length: workers }, (_, index) => index).filter(index => ghosts.isDead(index)).length
}

/**
 * Looks at a worker's record as who draws the wait-for graph does: one value of the epoch is one wait for one word.
 * Whoever finds the same odd epoch before and after has seen that wait.
 */
export function epochProbe({ waiting }: { readonly waiting: Waiting }, worker: number): ProgramThread {
  const { waitingFor, waitEpoch } = waiting.records.of(worker)
  return {
    name: 'probe',
    rounds: [
      thread => {
        const before = load(waitEpoch.address)
        const first = load(waitingFor.address)
        const second = load(waitingFor.address)
        const after = load(waitEpoch.address)
        if (before % 2 === 0 || before !== after) return
        thread.assert(first !== 0, 'an epoch that is odd says that its worker waits, and not for what')
        thread.assert(first === second, 'in one epoch a worker waits for two words, one after the other')
      },
    ],
  }
}

/** Recovers what the dead held, and then does `afterwards`. */
export function supervisor(
  locks: readonly LockWord[],
  deaths = 1,
  afterwards: (thread: ModelThread) => void = () => void 0,
): ProgramThread {
  return {
    name: 'supervisor',
    rounds: Array.from({ length: deaths }, () => thread => {
      const dead = thread.nextDeath()
      while (recover(dead, locks).again) thread.whenIdle()
      afterwards(thread)
    }),
  }
}
