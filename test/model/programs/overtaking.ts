import type { Ghosts, ModelThread, Program } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import * as door from '../../../src/engine/sync/native/door.ts'
import { importTwin, patchedPrimitives } from '../../helpers/patched-primitives.ts'
import { prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import type { Patch } from '../support/twins.ts'
import { indices, type Round } from './visits.ts'

/** Bits for a worker's wait in a number that tells of all of them. */
const WAIT_BITS = 3
const WAIT_MASK = (1 << WAIT_BITS) - 1

/**
 * Workers that visit a fair mutex, and fail when one that came while another slept for it gets it first. The steps are
 * those of a copy of the shipped source, whose sleeps can be listened to.
 */
export async function overtaking(workers: number, times: number, patch: Patch): Promise<Program> {
  let listener: ModelThread | null = null
  const twin = await importTwin(patchedPrimitives(patch.file, patch.find, patch.replace))
  twin.openDoor({
    ...door,
    wait(address, expected, millis) {
      const thread = listener
      thread?.announce(ghosts => fallAsleep(ghosts, thread.index))
      return door.wait(address, expected, millis)
    },
  })
  const memory = prepared(layout('model', { gate: fairMutexLayout }), workers, () => undefined)
  const threads = indices(workers).map(index => {
    const lock = new FairMutex(memory.words.gate, memory.waiter(index, twin))
    const acquire: Round = thread => {
      listener = thread
      const slept = thread.announce(ghosts => sleepers(ghosts, workers))
      lock.acquire()
      const overtaken = thread.note(ghosts => {
        getIn(ghosts, index)
        return indices(workers).filter(other => isStillAsleep(ghosts, other, slept)).length
      })
      thread.assert(overtaken === 0, 'overtook one who slept already when it came')
    }
    const release: Round = () => {
      lock.release()
    }
    return { name: `worker ${String(index)}`, rounds: repeated(times, [acquire, release]).flat() }
  })
  return memory.program('overtaking', threads)
}

function visits(worker: number): string {
  return `visits of worker ${String(worker)}`
}

/** For which visit it sleeps; 0 = for none. */
function sleepsFor(worker: number): string {
  return `worker ${String(worker)} sleeps for visit`
}

function fallAsleep(ghosts: Ghosts, worker: number): number {
  ghosts.set(sleepsFor(worker), ghosts.get(visits(worker)) + 1)
  return 0
}

function getIn(ghosts: Ghosts, worker: number): void {
  ghosts.add(visits(worker), 1)
  ghosts.set(sleepsFor(worker), 0)
}

function sleepers(ghosts: Ghosts, workers: number): number {
  return indices(workers).reduce((all, worker) => all | (ghosts.get(sleepsFor(worker)) << (worker * WAIT_BITS)), 0)
}

function isStillAsleep(ghosts: Ghosts, worker: number, slept: number): boolean {
  const visit = (slept >> (worker * WAIT_BITS)) & WAIT_MASK
  return visit !== 0 && ghosts.get(sleepsFor(worker)) === visit
}
