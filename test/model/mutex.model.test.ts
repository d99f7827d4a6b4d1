import { describe } from 'vitest'
import {
  alike,
  always,
  ifFree,
  ifInOrder,
  inTime,
  inTimeIfInOrder,
  inTimeUnlessStopped,
  lockProgram,
  robust,
  unlessStopped,
  unvouched,
} from './programs/locks.ts'
import { caught, runAtRandom, searched } from './support/checks.ts'

const kind = 'mutex'

describe('a mutex, in all schedules,', () => {
  searched([
    { holds: 'lets one of two in, twice each', program: alike(kind, 2, 2, always), states: 700 },
    {
      holds: 'does so with baseless wakes',
      program: alike(kind, 2, 2, always),
      options: { spuriousWakes: 2 },
      states: 3_000,
    },
    { holds: 'lets one of three in and strands nobody', program: alike(kind, 3, 1, always), states: 8_000 },
    {
      holds: 'does so twice, within 3 preemptions',
      program: alike(kind, 3, 2, always),
      options: { preemptionBound: 3 },
      states: 8_000,
    },
    {
      holds: 'lets in who tries only when it is free, within 3 preemptions',
      program: lockProgram({
        kind,
        workers: [
          [always, always],
          [always, always],
          [ifFree, ifFree],
        ],
      }),
      options: { preemptionBound: 3 },
      states: 3_000,
    },
    { holds: 'gives up when the time is up, or not at all', program: alike(kind, 2, 2, inTime), states: 3_000 },
    {
      holds: 'takes no wake-up along when it gives up',
      program: lockProgram({ kind, workers: [[always], [always], [inTime]] }),
      states: 10_000,
    },
    {
      holds: 'does so twice, within 2 preemptions',
      program: lockProgram({
        kind,
        workers: [
          [always, always],
          [inTime, inTime],
          [inTime, inTime],
        ],
      }),
      options: { preemptionBound: 2 },
      states: 20_000,
    },
    {
      holds: 'lets everybody go when the trial is stopped',
      program: alike(kind, 2, 2, unlessStopped, { stopped: true }),
      states: 2_000,
    },
    {
      holds: 'lets three go, with time limits, within 2 preemptions',
      program: alike(kind, 3, 1, inTimeUnlessStopped, { stopped: true }),
      options: { preemptionBound: 2 },
      states: 10_000,
    },
  ])
})

describe('a mutex whose holder dies, in all schedules,', () => {
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
      holds: 'tells and refuses twice, within 2 preemptions',
      program: lockProgram({
        kind,
        workers: [
          [robust, ifInOrder],
          [ifInOrder, robust],
        ],
        deaths: 1,
      }),
      options: { deaths: 1, preemptionBound: 2 },
      states: 2_000,
    },
    {
      holds: 'tells one and refuses another in time, within 1 preemption',
      program: lockProgram({ kind, workers: [[robust], [ifInOrder], [inTimeIfInOrder]], deaths: 1 }),
      options: { deaths: 1, preemptionBound: 1 },
      states: 7_000,
    },
    {
      holds: 'survives a second death, within 1 preemption',
      program: alike(kind, 3, 1, robust, { deaths: 2 }),
      options: { deaths: 2, preemptionBound: 1 },
      states: 7_000,
    },
    {
      holds: 'stays abandoned until somebody vouches for it, and refuses all who wait',
      program: lockProgram({ kind, workers: [[unvouched], [ifInOrder], [ifInOrder]], abandoned: true }),
      states: 700,
    },
  ])
})

describe('a mutex', () => {
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

const file = 'mutex.ts'

describe('a mutex', () => {
  caught([
    {
      twin: 'a dropped compare-exchange',
      property: 'two are inside',
      file,
      find: 'if (compareExchange(word, FREE, me) !== FREE) acquireSlow(word, me, FOREVER, false)',
      replace: 'if (load(word) !== FREE) acquireSlow(word, me, FOREVER, false)\n  else exchange(word, me)',
      program: alike(kind, 2, 1, always),
      kind: 'assertion',
      message: /mutual exclusion/,
    },
    {
      twin: 'a dropped notify',
      property: 'a waiter sleeps on a free lock',
      file,
      find: 'notify(word, (before & POISON_BIT) !== 0 ? EVERYBODY : count)',
      replace: '',
      program: alike(kind, 2, 1, always),
      kind: 'stuck',
      message: /gate\.word, which holds 0/,
    },
    {
      twin: 'a waiters bit that is lost on acquiring after a sleep',
      property: 'the second waiter is never woken',
      file,
      find: 'found | me | WAITERS_BIT',
      replace: 'found | me',
      program: alike(kind, 3, 1, always),
      kind: 'stuck',
      message: /gate\.word, which holds 0/,
    },
    {
      twin: 'a sleep without the waiters bit',
      property: 'the holder does not know of the sleeper',
      file,
      find: 'const marked = found | WAITERS_BIT',
      replace: 'const marked = found',
      program: alike(kind, 2, 1, always),
      kind: 'stuck',
      message: /gate\.word, which holds 0/,
    },
    {
      twin: 'a waiter that takes the waiters bit along when its time is up',
      property: 'the other sleeper is forgotten',
      file,
      find: 'if (ending === 0 && sleep(word, marked, deadline) === 1) continue',
      replace:
        'if (ending === 0 && sleep(word, marked, deadline) === 1) continue\n    compareExchange(word, marked, marked & ~WAITERS_BIT)',
      program: lockProgram({ kind, workers: [[always], [always], [inTime]] }),
      kind: 'stuck',
      message: /gate\.word, which holds 0/,
    },
    {
      twin: 'an epoch that stays odd when the lock is acquired',
      property: 'a worker that is done seems to wait',
      file,
      find: 'if (compareExchange(word, found, found | me | WAITERS_BIT) === found) {\n        endWait(me)',
      replace: 'if (compareExchange(word, found, found | me | WAITERS_BIT) === found) {',
      program: alike(kind, 2, 1, always),
      kind: 'end',
      message: /its epoch says that it waits/,
    },
    {
      twin: 'a poison bit that is forgotten on release',
      property: 'nobody is told of the death any more',
      file,
      find: 'exchange(word, found & POISON_BIT)',
      replace: 'exchange(word, FREE)',
      program: lockProgram({ kind, workers: [[unvouched], [ifInOrder], [ifInOrder]], abandoned: true }),
      kind: 'end',
      message: /not left abandoned/,
    },
    {
      twin: 'a release of an abandoned lock that wakes one',
      property: 'who sleeps behind one that is refused is never woken',
      file,
      find: '(before & POISON_BIT) !== 0 ? EVERYBODY : count',
      replace: 'count',
      program: lockProgram({ kind, workers: [[unvouched], [ifInOrder], [ifInOrder]], abandoned: true }),
      kind: 'stuck',
      message: /gate\.word, which holds/,
    },
    {
      twin: 'an acquire that does not look at the poison bit',
      property: 'a worker is let in to what is half done',
      file,
      find: '(found & POISON_BIT) !== 0 && !robust',
      replace: 'false',
      program: alike(kind, 2, 1, ifInOrder, { deaths: 1 }),
      options: { deaths: 1 },
      kind: 'assertion',
      message: /half done/,
    },
  ])
})
