import { workerData } from 'node:worker_threads'
import { LabError } from '../../src/base/errors.ts'
import * as atomics from '../../src/engine/memory/atomics.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'
import { contestLayout, ENDED, type Contest } from './mutex-contest-memory.ts'
import { MUTEXES } from './mutexes.ts'

/** Entry of a worker thread: takes its turns at the mutex and writes down what it saw. */

/** Bounds every spin: far longer than a thread takes to start, far shorter than a test may last. */
const LOOKS = 2_000_000_000
/** How long a holder stays inside: longer than an intruder needs to come in, so that they meet. */
const STAY = 300
/** Looks after which somebody who has said that it waits is most likely asleep; no check depends on it. */
const TO_FALL_ASLEEP = 300_000

function compete({ memory, lock, worker, workers, passages, opening }: Contest): void {
  const words = contestLayout.bind(memory, 128)
  const all = words.cells.first(workers)
  const others = all.filter((_, index) => index !== worker)
  const cells = words.cells.of(worker)
  const waiter: Waiter = {
    worker,
    beginWait(address) {
      cells.waitingFor.store(address)
      cells.waits.store(cells.waits.load() + 1)
    },
    endWait: () => cells.waitingFor.store(0),
    throwIfStopped() {
      if (words.stop.load() !== 0) throw new LabError('STOPPED', 'the contest is over')
    },
  }
  const mutex = new MUTEXES[lock](words.gate, waiter)
  const inside = words.inside.cell
  const total = words.total.cell
  const until = (holds: () => boolean): void => {
    for (let look = 0; !holds() && look < LOOKS; look++) atomics.pause()
  }
  const linger = (looks: number): void => {
    for (let look = 0; look < looks; look++) atomics.pause()
  }
  const arrive = (): void => {
    atomics.add(words.arrived.cell, 1)
    until(() => words.arrived.load() === workers)
  }
  const pass = (stay: () => void): void => {
    mutex.acquire()
    if (inside[0] !== 0) cells.intrusions.cell[0]++
    inside[0] = worker + 1
    stay()
    total[0]++
    if (inside[0] !== worker + 1) cells.intrusions.cell[0]++
    inside[0] = 0
    cells.passages.cell[0]++
    mutex.release()
  }

  if (opening === 'free') arrive()
  else if (worker === 0) {
    pass(() => {
      arrive()
      until(() => others.every(cell => cell.waitingFor.load() !== 0))
      linger(TO_FALL_ASLEEP)
      if (opening === 'stop') {
        words.stop.store(1)
        until(() => {
          atomics.notify(words.gate.word.cell)
          return others.every(cell => cell.ended.load() !== ENDED.running)
        })
      }
    })
  } else {
    until(() => words.inside.load() !== 0)
    arrive()
  }
  const left = passages - cells.passages.load()
  for (let turn = 0; turn < left; turn++) pass(() => linger(STAY))
}

function isContest(given: unknown): given is Contest {
  return typeof given === 'object' && given !== null && 'lock' in given && 'memory' in given
}

const given: unknown = workerData
if (!isContest(given)) throw new Error('a contestant needs its contest')
const words = contestLayout.bind(given.memory, 128)
const { ended } = words.cells.of(given.worker)
try {
  compete(given)
  ended.store(ENDED.done)
} catch (thrown) {
  ended.store(thrown instanceof LabError && thrown.code === 'STOPPED' ? ENDED.stopped : ENDED.failed)
} finally {
  atomics.add(words.changes.cell, 1)
  atomics.notify(words.changes.cell)
}
