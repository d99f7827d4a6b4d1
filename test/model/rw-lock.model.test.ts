import { describe } from 'vitest'
import type { Preference } from '../../src/engine/sync/rw-lock.ts'
import { preferenceProgram } from './programs/preferences.ts'
import {
  ifInOrder,
  reads,
  readsIfFree,
  readsInTime,
  rwProgram,
  unlessStopped,
  writes,
  writesIfFree,
  writesInTime,
  writesRobustly,
} from './programs/rw-locks.ts'
import { caught, runAtRandom, searched } from './support/checks.ts'

const file = 'rw-lock.ts'
const PREFERENCES: readonly Preference[] = ['writers', 'readers', 'fair']
const crowd = (preference: Preference) => rwProgram({ preference, workers: [[reads], [reads], [writes]] })
const pair = (preference: Preference) => rwProgram({ preference, workers: [[reads], [writes]] })

describe.each(PREFERENCES)('a readers-writer lock, preference %s, in all schedules', preference => {
  searched([
    {
      holds: 'lets a writer in alone, two workers, both ways, within 4 preemptions',
      program: rwProgram({
        preference,
        workers: [
          [reads, writes],
          [writes, reads],
        ],
      }),
      options: { preemptionBound: 4 },
      states: 1_000,
    },
    {
      holds: 'does so with a baseless wake, within 3 preemptions',
      program: rwProgram({
        preference,
        workers: [
          [reads, writes],
          [writes, reads],
        ],
      }),
      options: { spuriousWakes: 1, preemptionBound: 3 },
      states: 1_000,
    },
    {
      holds: 'wakes two readers behind a writer, and it behind them, within 3 preemptions',
      program: crowd(preference),
      options: { preemptionBound: 3 },
      states: 2_000,
    },
    {
      holds: 'lets one of two writers in beside a reader, within 3 preemptions',
      program: rwProgram({ preference, workers: [[reads], [writes], [writes]] }),
      options: { preemptionBound: 3 },
      states: 2_000,
    },
    {
      holds: 'strands none of three, twice each, within 1 preemption',
      program: rwProgram({
        preference,
        workers: [
          [reads, writes],
          [reads, writes],
          [writes, reads],
        ],
      }),
      options: { preemptionBound: 1 },
      states: 1_000,
    },
    {
      holds: 'gives up when the time is up, or not at all, within 2 preemptions',
      program: rwProgram({ preference, workers: [[reads], [readsInTime], [writesInTime]] }),
      options: { preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'lets in who tries only when it is free, within 3 preemptions',
      program: rwProgram({
        preference,
        workers: [
          [reads, writes],
          [readsIfFree, writesIfFree],
        ],
      }),
      options: { preemptionBound: 3 },
      states: 100,
    },
    {
      holds: 'lets everybody go when the trial is stopped, within 2 preemptions',
      program: rwProgram({
        preference,
        workers: [[unlessStopped(reads)], [unlessStopped(writes)], [unlessStopped(writesInTime)]],
        stopped: true,
      }),
      options: { preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'tells the next one when a writer dies, within 2 preemptions',
      program: rwProgram({ preference, workers: [[writesRobustly], [writesRobustly]], deaths: 1 }),
      options: { deaths: 1, preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'refuses who does not ask, and does not miss a dead reader, within 2 preemptions',
      program: rwProgram({ preference, workers: [[ifInOrder(writes)], [ifInOrder(reads)]], deaths: 1 }),
      options: { deaths: 1, preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'lets in whom it prefers while a writer waits for a reader',
      program: primitives => preferenceProgram(primitives, preference),
      states: 20,
    },
  ])
})

describe('a readers-writer lock, preference writers, in all schedules', () => {
  // With preference for readers no search ends without a bound: a reader and a writer may turn back before each other
  // again and again.
  searched([
    {
      holds: 'lets a writer in alone, two workers, both ways',
      program: rwProgram({
        preference: 'writers',
        workers: [
          [reads, writes],
          [writes, reads],
        ],
      }),
      states: 2_000,
    },
    {
      holds: 'wakes two readers behind a writer, and it behind them',
      program: crowd('writers'),
      states: 30_000,
    },
  ])
})

describe.each(PREFERENCES)('a readers-writer lock, preference %s,', preference => {
  runAtRandom([
    {
      holds: 'lets a writer in alone',
      program: rwProgram({
        preference,
        workers: [
          [reads, writes, reads],
          [writesInTime, readsInTime, writesInTime],
          [readsIfFree, writes, reads],
        ],
      }),
      chances: { spuriousWakes: 1 },
    },
    {
      holds: 'of which two holders die strands nobody',
      program: rwProgram({
        preference,
        workers: [[ifInOrder(reads)], [writesRobustly, ifInOrder(reads)], [ifInOrder(writes)]],
        deaths: 2,
      }),
      chances: { deaths: 2 },
    },
  ])
})

describe('a readers-writer lock', () => {
  caught([
    {
      twin: 'a dropped notify',
      property: 'a writer sleeps behind a reader that has left',
      file,
      find: 'if (exchange(slot, 0) === AWAITED) notify(slot, EVERYBODY)',
      replace: 'exchange(slot, 0)',
      program: pair('writers'),
      kind: 'stuck',
      message: /sleeps on lock\.reading\[0\], which holds 0/,
    },
    {
      twin: 'a reader that looks at the gate before it says that it reads',
      property: 'it is inside with a writer',
      file,
      find: 'store(slot, READS)\n  const gate = load(words)',
      replace: 'const gate = load(words)\n  store(slot, READS)',
      program: pair('writers'),
      kind: 'assertion',
      message: /mutual exclusion/,
    },
    {
      twin: 'a writer that waits for one reader only',
      property: 'it is inside with the other',
      file,
      find: 'const left = awaitReader(reader, me, deadline)\n    if (left === 1) continue\n    releaseGate',
      replace: 'const left = awaitReader(reader, me, deadline)\n    if (left === 1) break\n    releaseGate',
      program: crowd('writers'),
      kind: 'assertion',
      message: /mutual exclusion/,
    },
    {
      twin: 'a dropped compare-exchange',
      property: 'a writer waits for a reader that has left already',
      file,
      find: 'if (found !== AWAITED && compareExchange(slot, READS, AWAITED) !== READS) continue',
      replace: 'store(slot, AWAITED)',
      program: pair('writers'),
      kind: 'stuck',
      message: /sleeps on lock\.reading\[0\], which holds 2/,
    },
    {
      twin: 'a writer that wakes one of those at the gate',
      property: 'the second reader is never woken',
      file,
      find: 'releaseSlow(words, me, EVERYBODY)',
      replace: 'releaseSlow(words, me, 1)',
      program: crowd('writers'),
      kind: 'stuck',
      message: /sleeps on lock\.gate\.word, which holds 0/,
    },
    {
      twin: 'a reader that turns back without waking',
      property: 'a writer sleeps on a slot that nobody reads in',
      file,
      find: 'return 1\n  leave(slot)',
      replace: 'return 1\n  store(slot, 0)',
      program: pair('writers'),
      kind: 'stuck',
      message: /sleeps on lock\.reading\[0\], which holds 0/,
    },
    {
      twin: 'a reader that sleeps at the gate without the waiters bit',
      property: 'the writer does not know of it',
      file,
      find: 'const marked = found | WAITERS_BIT',
      replace: 'const marked = found',
      program: pair('writers'),
      kind: 'stuck',
      message: /sleeps on lock\.gate\.word, which holds 0/,
    },
    {
      twin: 'a reader that opens the gate before it says that it reads',
      property: 'it is inside with a writer, in order of arrival',
      file,
      find: 'if (lock(words, me, deadline, false) === 0) return 0\n    store(slotOf(words, me), READS)\n    fairRelease(words, me)',
      replace:
        'if (lock(words, me, deadline, false) === 0) return 0\n    fairRelease(words, me)\n    store(slotOf(words, me), READS)',
      program: pair('fair'),
      kind: 'assertion',
      message: /mutual exclusion/,
    },
    {
      twin: 'a writer that keeps its turn when its time is up',
      property: 'no writer comes after it, with preference for readers',
      file,
      find: 'if (left === 1) continue\n    mutexRelease(writers, me)',
      replace: 'if (left === 1) continue',
      program: rwProgram({ preference: 'readers', workers: [[reads], [writesInTime]] }),
      kind: 'end',
      message: /still the turn of a writer/,
    },
    {
      twin: 'a writer that keeps the gate closed while it waits for a reader',
      property: 'it does not let readers go first',
      file,
      find: 'releaseGate(words, me)\n    const left = awaitReader(reader, me, deadline)\n    if (left === 1) continue',
      replace:
        'const left = awaitReader(reader, me, deadline)\n    releaseGate(words, me)\n    if (left === 1) continue',
      program: primitives => preferenceProgram(primitives, 'readers'),
      kind: 'assertion',
      message: /preference/,
    },
  ])
})
