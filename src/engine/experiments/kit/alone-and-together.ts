import { f64, layout, perWorker, type Bound } from '../../memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../sync/barrier.ts'
import type { RoleContext } from './role-context.ts'

/** Rounds of a trial. */
export const ROUNDS = 4

/**
 * How long T1 takes alone, and how long all workers take at once with as much work each: round by round in turns, and the
 * shortest round of each is kept. What else runs on the machine makes rounds longer, never shorter.
 */
export const aloneAndTogetherLayout = layout('alone-and-together', {
  meeting: barrierLayout,
  aloneNanos: f64({
    writers: 'T1',
    access: 'single writer',
    unit: 'ns',
    doc: 'its shortest round alone; 0 = none yet',
  }),
  togetherNanos: f64({
    writers: 'T1',
    access: 'single writer',
    unit: 'ns',
    doc: 'the shortest round of all; 0 = none yet',
  }),
  own: perWorker(
    layout('alone-and-together-own', {
      beganNanos: f64({ writers: 'the worker', access: 'single writer', unit: 'ns', doc: 'of the present round' }),
      endedNanos: f64({ writers: 'the worker', access: 'single writer', unit: 'ns', doc: 'of the present round' }),
    }),
  ),
})

type RoundsMemory = Bound<typeof aloneAndTogetherLayout.fields>

export function initializeRounds({ meeting }: RoundsMemory, workers: number): void {
  initializeBarrier(meeting, workers)
}

/**
 * One worker's side of the rounds.
 * @param work one round of this worker's work
 * @param onShortest called by T1 when the round that it just did alone is the shortest so far
 * @throws {LabError} STOPPED when the trial is stopped while waiting
 */
export function aloneAndTogether(
  memory: RoundsMemory,
  workers: number,
  context: RoleContext,
  work: () => void,
  onShortest: () => void = () => undefined,
): void {
  const meeting = new Barrier(memory.meeting, context)
  const { beganNanos, endedNanos } = memory.own.of(context.worker)
  const isFirst = context.worker === 0
  for (let round = 0; round < ROUNDS; round++) {
    meeting.wait()
    if (isFirst) {
      const began = context.nowNanos()
      work()
      if (keepShorter(context.nowNanos() - began, memory.aloneNanos)) onShortest()
    }
    meeting.wait()
    beganNanos.value = context.nowNanos()
    work()
    endedNanos.value = context.nowNanos()
    meeting.wait()
    if (isFirst) keepShorter(spanOf(memory, workers), memory.togetherNanos)
  }
}

/** Keeps the shorter one. @returns whether that is the new one */
function keepShorter(nanos: number, kept: RoundsMemory['aloneNanos']): boolean {
  if (kept.value > 0 && nanos >= kept.value) return false
  kept.value = nanos
  return true
}

/** From the first beginning to the last end. */
function spanOf({ own }: RoundsMemory, workers: number): number {
  let first = Infinity
  let last = 0
  for (let worker = 0; worker < workers; worker++) {
    const { beganNanos, endedNanos } = own.of(worker)
    first = Math.min(first, beganNanos.value)
    last = Math.max(last, endedNanos.value)
  }
  return last - first
}
