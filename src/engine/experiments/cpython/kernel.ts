import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { addRoots } from '../kit/roots.ts'
import { conduct } from './conductor.ts'
import { workTogether } from './lab-side.ts'
import { roundsOf } from './programs.ts'
import type { memory, params } from './experiment.ts'

export type Words = Bound<typeof memory.fields>
export type Party = Kernel<typeof memory, typeof params>
export type Knobs = Parameters<Party>[1]

/** Python: `counter += 1`. A load, an addition and a store, here as there. */
export const increment: Party = (words, knobs, context) => {
  const total = words.total.cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) total[0]++
  }
  return addTogether(words, knobs, context, 'increment', add)
}

/** Python: `counter = add_one(counter)`. A call between the load and the store. */
export const functionCall: Party = (words, knobs, context) => {
  const total = words.total.cell
  const addOne = (value: number): number => value + 1
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) total[0] = addOne(total[0])
  }
  return addTogether(words, knobs, context, 'functionCall', add)
}

/** Python: `with gate: counter += 1`. */
export const locked: Party = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const addBehind = (door: Mutex, total: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      door.acquire()
      total[0]++
      door.release()
    }
  }
  return addTogether(words, knobs, context, 'locked', times => {
    addBehind(gate, words.total.cell, times)
  })
}

/** Python: `total += sqrt(number)`, in threads. */
export const threads: Party = (words, knobs, context) => computeTogether(words, knobs, context, 'threads')

/** Python: `total += sqrt(number)`, in processes; the lab's workers are threads here, too. */
export const processes: Party = (words, knobs, context) => computeTogether(words, knobs, context, 'processes')

/** Python: `time.sleep(millis / 1000)`. */
export const waiting: Party = (words, knobs, context) => {
  if (context.worker === 0) return conduct(words, knobs, context, 'waiting')
  const { workers, waitMillis } = knobs
  const pause = new Pause(words.pause, context)
  const done = words.total.cell
  const wait = (): void => {
    pause.forMicros(waitMillis * 1000)
    Atomics.add(done, 0, 1)
  }
  workTogether(words, knobs, context, {
    serially: () => {
      for (let one = 0; one < workers; one++) wait()
      return Atomics.exchange(done, 0, 0)
    },
    sideBySide: wait,
    reset: () => words.total.store(0),
    result: () => words.total.load(),
    expected: workers,
    rounds: roundsOf('waiting', knobs),
  })
  return undefined
}

function addTogether(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  name: 'increment' | 'functionCall' | 'locked',
  add: (times: number) => void,
): Promise<void> | undefined {
  if (context.worker === 0) return conduct(words, knobs, context, name)
  const { workers, additions } = knobs
  workTogether(words, knobs, context, {
    sideBySide: () => {
      for (let left = additions; left > 0 && !context.stopRequested(); left -= BATCH) add(Math.min(left, BATCH))
    },
    reset: () => words.total.store(0),
    result: () => words.total.load(),
    expected: workers * additions,
    rounds: roundsOf(name, knobs),
  })
  return undefined
}

function computeTogether(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  name: 'threads' | 'processes',
): Promise<void> | undefined {
  if (context.worker === 0) return conduct(words, knobs, context, name)
  const { workers, roots } = knobs
  const inOrder = (of: (part: number) => number): number => {
    let total = 0
    for (let part = 0; part < workers; part++) total += of(part)
    return total
  }
  workTogether(words, knobs, context, {
    serially: () => inOrder(part => sumOfRoots(part, roots)),
    sideBySide: part => {
      words.sums.of(part).value = sumOfRoots(part, roots)
    },
    reset: () => undefined,
    result: () => inOrder(part => words.sums.of(part).value),
    expected: 0,
    rounds: roundsOf(name, knobs),
  })
  return undefined
}

/** Each has a range of its own. A square root is rounded alike everywhere, so that Python comes to the same sum, bit for bit. */
function sumOfRoots(part: number, roots: number): number {
  return addRoots(part * roots, roots)
}
