import { LabError } from '../../../src/base/errors.ts'
import { f64, i32, layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../src/engine/sync/barrier.ts'
import { defineContest } from '../contest.ts'

export const dyingBarrierLayout = layout('dying-barrier', {
  barrier: barrierLayout,
  toldAtMillis: perWorker(f64({ writers: 'the worker', access: 'single writer', unit: 'ms', doc: 'when it was told' })),
  told: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'workers that were told' }),
})

/** Parties that may be ended at any moment meet until they are told that not all will come. */
export const dyingBarrier = defineContest({
  layout: dyingBarrierLayout,
  prepare({ barrier }, { workers }) {
    initializeBarrier(barrier, workers)
  },
  compete({ barrier: memory, toldAtMillis, told }, { worker, waiter, fault, figure, step, linger, nowMillis }) {
    const barrier = new Barrier(memory, waiter)
    let met = 0
    try {
      for (;;) {
        barrier.wait()
        met += 1
        step()
        linger()
      }
    } catch (thrown) {
      if (!(thrown instanceof LabError) || thrown.code !== 'BARRIER_BROKEN') throw thrown
      toldAtMillis.of(worker).value = nowMillis()
      Atomics.add(told.cell, 0, 1)
    }
    try {
      barrier.wait()
      fault('passed a barrier that is broken')
    } catch (thrown) {
      if (!(thrown instanceof LabError) || thrown.code !== 'BARRIER_BROKEN') throw thrown
    }
    figure('met', met)
  },
})
