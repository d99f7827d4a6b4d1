import { randomInt } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { Prng } from '../../../src/base/prng.ts'
import type { RunState } from '../../../src/contract/words.ts'
import { faultyThreads, openFaultyLabOn } from '../faulty/faulty-lab.ts'
import { faultyRequest } from './faulty-request.ts'
import { HandledThreads } from './handled-threads.ts'
import { runWatched, trialStates } from './watched-run.ts'

/** Longer than starting threads takes, so that faults hit every part of a run. */
const LATEST_MILLIS = 150

/** What may come of each fault; one from outside may come too late, or hit a worker that is replaced in time. */
const ENDS: Readonly<Record<string, readonly RunState[]>> = {
  terminate: ['completed', 'crashed'],
  stop: ['completed', 'cancelled'],
  'throw-error': ['crashed'],
  'throw-null': ['crashed'],
  exit: ['crashed'],
  loop: ['timed-out'],
  sleep: ['timed-out'],
}

/**
 * Runs hit by random faults at random times, one after the other in one lab.
 * @param runs how many
 */
export function fuzzFaults(runs: number): void {
  const seed = Number(process.env['LAB_SEED'] ?? randomInt(2 ** 32))
  const random = new Prng(seed)
  const faults = Array.from({ length: runs }, (_, run) => ({
    run,
    fault: Object.keys(ENDS)[random.nextBelow(Object.keys(ENDS).length)] ?? 'stop',
    workers: 1 + random.nextBelow(4),
    victim: random.nextBelow(4),
    afterMillis: random.nextBelow(LATEST_MILLIS),
    faultyTrial: 1 + random.nextBelow(5),
  }))

  describe(`faults at random (LAB_SEED=${seed} replays them)`, () => {
    const threads = new HandledThreads(faultyThreads())
    const lab = openFaultyLabOn({ threads })
    afterAll(() => lab.close())

    it.each(faults)(
      'run $run survives $fault with $workers workers: one terminal state, and a healthy run after it',
      async ({ fault, workers, victim, afterMillis, faultyTrial }) => {
        const fromOutside = fault === 'terminate' || fault === 'stop'
        const timers: NodeJS.Timeout[] = []
        const hit = (): void => {
          if (fault === 'stop') void lab.stop()
          else void threads.living[victim % threads.living.length]?.terminate()
        }
        const request = faultyRequest(fromOutside ? 'behave' : fault, {
          workers,
          culprit: victim % workers,
          faultyTrial: fromOutside ? 0 : faultyTrial,
          trials: 5,
          delayMicros: fromOutside ? 20_000 : afterMillis * 100,
          timeCap: fault === 'loop' || fault === 'sleep' ? 0.3 : 10,
        })
        const document = await runWatched(lab, request, {
          onStart: () => {
            if (fromOutside) timers.push(setTimeout(hit, afterMillis))
          },
          onEnd: () => {
            timers.forEach(clearTimeout)
          },
        })
        const seen = `LAB_SEED=${seed}: ${fault} ended ${JSON.stringify({ ...document, variants: trialStates(document) })}`
        expect(ENDS[fault], seen).toContain(document.state)
        expect(document.reason === null, seen).toBe(document.state !== 'crashed')
      },
    )
  })
}
