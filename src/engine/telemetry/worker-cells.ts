import { block, f64, i32, layout, perWorker, type Bound } from '../memory/layout.ts'
import { BUCKETS } from './histogram.ts'

/** Where a worker is in the present trial; from `finished` on it is done with it. */
export const PHASE = { parked: 0, atStartLine: 1, measuring: 2, finished: 3, threw: 4 } as const

/**
 * What a worker says about itself: one line per worker, one writer per word, so that a plain store is enough where only
 * the sampler reads. The host clears it between trials, while no worker runs.
 */
export const workerCellsLayout = layout('worker-cells', {
  cells: perWorker(
    layout('worker', {
      phase: i32({
        writers: 'the worker',
        access: 'atomic',
        doc: '0 parked, 1 at the start line, 2 measuring, 3 finished, 4 threw',
      }),
      operations: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'operations mod 2^32',
        doc: 'live progress, stored once per batch; wraps',
      }),
      nap: i32({ writers: 'nobody', access: 'atomic', doc: 'always 0: what yieldCore sleeps on' }),
      step: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'where it stands in its kernel, as the kernel numbers its steps; 0 = none said',
      }),
      outside: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'timers, answers and tasks that an async kernel waits for; they end by themselves',
      }),
      completed: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'operations',
        doc: 'the exact count of the trial, stored once before `finished` counts the worker',
      }),
      startedNanos: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'ns',
        doc: 'clock when it left the start line',
      }),
      finishedNanos: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'ns',
        doc: 'clock when its kernel returned',
      }),
      cpuMicros: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'µs',
        doc: "the thread's CPU time between the two clocks",
      }),
      waits: block(BUCKETS, {
        writers: 'the worker, in a probe',
        access: 'single writer',
        unit: 'waits',
        doc: 'its waits by length, as telemetry/histogram.ts sorts them',
      }),
    }),
  ),
})

export type WorkerCells = ReturnType<Bound<typeof workerCellsLayout.fields>['cells']['of']>

/** As before a trial; only while the worker does not run. */
export function clearCells(cells: WorkerCells): void {
  const { phase, operations, step, outside, waits, completed, startedNanos, finishedNanos, cpuMicros } = cells
  phase.store(PHASE.parked)
  operations.store(0)
  step.store(0)
  outside.store(0)
  waits.items.fill(0)
  for (const own of [completed, startedNanos, finishedNanos, cpuMicros]) own.value = 0
}
