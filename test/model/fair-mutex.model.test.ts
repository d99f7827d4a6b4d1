import { describe, expect, it } from 'vitest'
import { explore } from '../../src/engine/explore/explore.ts'
import { replay } from '../../src/engine/explore/replay.ts'
import { exploreRandomly } from '../../src/engine/explore/random.ts'
import * as shipped from '../../src/engine/sync/native/primitives.ts'
import { present } from '../helpers/present.ts'
import {
  alike,
  always,
  ifFree,
  ifInOrder,
  inTime,
  inTimeUnlessStopped,
  lockProgram,
  robust,
  unlessStopped,
  unvouched,
} from './programs/locks.ts'
import { overtaking } from './programs/overtaking.ts'
import { twoFairMutexes } from './programs/two-fair-mutexes.ts'
import { caught, runAtRandom, searched } from './support/checks.ts'
import { twinOf } from './support/twins.ts'

const kind = 'fair mutex'
const file = 'fair-mutex.ts'

describe('a fair mutex, in all schedules,', () => {
  searched([
    { holds: 'lets one of two in, twice each', program: alike(kind, 2, 2, always), states: 3_000 },
    {
      holds: 'does so with a baseless wake',
      program: alike(kind, 2, 1, always),
      options: { spuriousWakes: 2 },
      states: 200,
    },
    {
      holds: 'lets one of three in and strands nobody, within 4 preemptions',
      program: alike(kind, 3, 1, always),
      options: { preemptionBound: 4 },
      states: 8_000,
    },
    {
      holds: 'does so twice, within 2 preemptions',
      program: alike(kind, 3, 2, always),
      options: { preemptionBound: 2 },
      states: 8_000,
    },
    {
      holds: 'lets in who tries only when it is free, within 2 preemptions',
      program: lockProgram({
        kind,
        workers: [
          [always, always],
          [always, always],
          [ifFree, ifFree],
        ],
      }),
      options: { preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'gives up when the time is up, or not at all',
      program: lockProgram({
        kind,
        workers: [
          [always, always],
          [inTime, inTime],
        ],
      }),
      states: 3_000,
    },
    {
      holds: 'is granted to nobody who has given up, within 2 preemptions',
      program: lockProgram({ kind, workers: [[always], [inTime], [inTime]] }),
      options: { preemptionBound: 2 },
      states: 3_000,
    },
    {
      holds: 'lets everybody go when the trial is stopped',
      program: alike(kind, 2, 1, unlessStopped, { stopped: true }),
      states: 200,
    },
    {
      holds: 'lets three go, with time limits, within 2 preemptions',
      program: alike(kind, 3, 1, inTimeUnlessStopped, { stopped: true }),
      options: { preemptionBound: 2 },
      states: 10_000,
    },
    {
      holds: 'and another one are not mixed up by a worker that waits for one after the other',
      program: twoFairMutexes,
      states: 700,
    },
  ])
})

describe('a fair mutex whose holder dies, in all schedules,', () => {
  searched([
    {
      holds: 'tells the next one, once',
      program: alike(kind, 2, 1, robust, { deaths: 1 }),
      options: { deaths: 1 },
      states: 2_000,
    },
    {
      holds: 'refuses who does not ask whether it was abandoned',
      program: alike(kind, 2, 1, ifInOrder, { deaths: 1 }),
      options: { deaths: 1 },
      states: 2_000,
    },
    {
      holds: 'survives a second death, without preemptions',
      program: alike(kind, 3, 1, robust, { deaths: 2 }),
      options: { deaths: 2, preemptionBound: 0 },
      states: 2_000,
    },
    {
      holds: 'stays abandoned until somebody vouches for it, and refuses all who wait',
      program: lockProgram({ kind, workers: [[unvouched], [ifInOrder], [ifInOrder]], abandoned: true }),
      options: { preemptionBound: 3 },
      states: 700,
    },
  ])
})

describe('a fair mutex', () => {
  runAtRandom([
    { holds: 'lets one of three in', program: alike(kind, 3, 3, always), chances: { spuriousWakes: 2 } },
    {
      holds: 'with time limits lets one of three in',
      program: lockProgram({
        kind,
        workers: [
          [always, always, always],
          [inTime, inTime, inTime],
          [inTime, ifFree, inTime],
        ],
      }),
    },
    {
      holds: 'of which two holders die tells and strands nobody',
      program: alike(kind, 3, 2, robust, { deaths: 2 }),
      chances: { deaths: 2 },
    },
  ])
})

describe('fairness', () => {
  const same = 'store(park, waiting)\n  beginWait'

  it('lets nobody overtake one who sleeps already, within 2 preemptions', async () => {
    const program = await overtaking(3, 2, { file, find: same, replace: same })
    const found = explore(program, { preemptionBound: 2 })
    expect(found).toMatchObject({ failure: null, cut: 'preemptions' })
    expect(found.states).toBeGreaterThan(20_000)
  })

  it.each([
    ['a queue that chooses who came last', '((own - ticket) | 0) < 0', '((own - ticket) | 0) > 0'],
    ['a queue without numbers', 'add(word + TICKETS, 1)', 'add(word + TICKETS, 0)'],
    [
      'a release that only wakes',
      'store(word, poison | next | WAITERS_BIT)\n      grant(next, me)',
      'store(word, poison)\n      grant(next, me)',
    ],
  ])('catches %s: a newcomer overtakes a sleeper', async (_, find, replace) => {
    const program = await overtaking(3, 2, { file, find, replace })
    const { schedule, message } = present(explore(program, { preemptionBound: 3 }).failure, 'failure of the twin')
    expect(message).toBe('overtook one who slept already when it came')
    expect(replay(program, schedule)?.message).toBe(message)
  })
})

describe('a place in the queue', () => {
  // Such a schedule has no end that a search could find: it is given up.
  const chances = { schedules: 2_000, seed: 4, maxSteps: 400 }

  it('is chosen for the wait in which it was seen', () => {
    expect(exploreRandomly(twoFairMutexes(shipped), chances)).toMatchObject({ failure: null, givenUp: 0 })
  })

  it('catches one that does not say in which wait: who was chosen for another lock spins for ever', async () => {
    const find = '((load(recordOf(me) + WAIT_EPOCH) >> 1) << WAIT_SHIFT) | WAITING'
    const twin = await twinOf({ file, find, replace: 'WAITING' })
    expect(exploreRandomly(twoFairMutexes(twin), chances).givenUp).toBeGreaterThan(0)
  })
})

describe('a fair mutex', () => {
  caught([
    {
      twin: 'a dropped compare-exchange',
      property: 'two are inside',
      file,
      find: 'if (compareExchange(word, FREE, me) !== FREE) fairAcquireSlow(word, me, FOREVER, false)',
      replace: 'if (load(word) !== FREE) fairAcquireSlow(word, me, FOREVER, false)\n  else store(word, me)',
      program: alike(kind, 2, 1, always),
      kind: 'assertion',
      message: /mutual exclusion/,
    },
    {
      twin: 'a dropped notify',
      property: 'a worker sleeps that has been granted the lock',
      file,
      find: '(found & WAIT_BITS) | GRANTED)\n  notify(park, EVERYBODY)',
      replace: '(found & WAIT_BITS) | GRANTED)',
      program: alike(kind, 2, 1, always),
      kind: 'stuck',
      message: /sleeps on records\[\d\]\.park/,
    },
    {
      twin: 'a release that frees the word without a last look',
      property: 'who queued meanwhile is never woken',
      file,
      find: 'if (compareExchange(word, poison | me, poison) === (poison | me)) return',
      replace: 'store(word, poison)\n    return',
      program: alike(kind, 2, 2, always),
      kind: 'stuck',
      message: /sleeps on records\[\d\]\.park/,
    },
    {
      twin: 'a waiters bit that is lost in the hand-over',
      property: 'the second waiter is never woken',
      file,
      find: 'poison | next | WAITERS_BIT',
      replace: 'poison | next',
      program: alike(kind, 3, 1, always),
      kind: 'stuck',
      message: /sleeps on records\[\d\]\.park/,
    },
    {
      twin: 'a releaser that looks through the queue before it clears the waiters bit',
      property: 'who queued in between is never woken',
      file,
      find: 'store(word, poison | me)\n    const next = chooseOldest(word, me)',
      replace: 'const next = chooseOldest(word, me)\n    if (next === 0) store(word, poison | me)',
      program: alike(kind, 3, 1, always),
      kind: 'stuck',
      message: /sleeps on records\[\d\]\.park/,
    },
    {
      twin: 'a waiter that leaves the queue without asking when its time is up',
      property: 'the lock is granted to one who has gone',
      file,
      find: 'if (compareExchange(park, waiting, IDLE) !== waiting) {\n      awaitGrant(park)\n      continue\n    }\n    endWait(me)',
      replace: 'store(park, IDLE)\n    endWait(me)',
      program: lockProgram({ kind, workers: [[always], [inTime]] }),
      kind: 'end',
      message: /held at the end/,
    },
  ])
})
