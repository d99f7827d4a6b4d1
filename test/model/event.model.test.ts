import { describe } from 'vitest'
import {
  batons,
  deaths,
  lettingAllThrough,
  limitedWaits,
  lostBaton,
  pulse,
  signals,
  stopped,
} from './programs/event.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

describe('an event with manual reset, in all schedules,', () => {
  searched([
    {
      holds: 'lets all through that wait until it is set, however often it is reset: 2 waiters, 2 waits each',
      program: of => lettingAllThrough(of, 2, 2),
      states: 29_000,
    },
    {
      holds: 'does so for 3 waiters, with up to 2 preemptions',
      program: of => lettingAllThrough(of, 3, 1),
      options: { preemptionBound: 2 },
      states: 36_000,
    },
    {
      holds: 'does so when sleepers wake for no reason',
      program: of => lettingAllThrough(of, 2, 1),
      options: { spuriousWakes: 2 },
      states: 25_000,
    },
    {
      holds: 'lets all sleepers through when it is set and reset at once',
      program: of => pulse(of, 3),
      options: { spuriousWakes: 1 },
      states: 3_400,
    },
    {
      holds: 'gives a time-out that races with the set one outcome',
      program: of => limitedWaits(of, 'manual-reset'),
      states: 2_100,
    },
    {
      holds: 'lets everybody go when the trial is stopped',
      program: of => stopped(of, 'manual-reset', 3),
      options: { preemptionBound: 3 },
      states: 47_000,
    },
    {
      holds: 'strands nobody when a waiter or the setter dies',
      program: of => deaths(of, 2),
      options: { deaths: 1 },
      states: 52_000,
    },
  ])
})

describe('an event with auto reset, in all schedules,', () => {
  searched([
    {
      holds: 'lets one waiter through per signal: a baton between 2 threads, 2 times each',
      program: of => batons(of, 2, 2),
      states: 6_500,
    },
    {
      holds: 'does so for 3 threads',
      program: of => batons(of, 3, 1),
      states: 59_000,
    },
    {
      holds: 'does so for 3 threads, 2 times each, with up to 2 preemptions',
      program: of => batons(of, 3, 2),
      options: { preemptionBound: 2 },
      states: 21_000,
    },
    {
      holds: 'does so when sleepers wake for no reason',
      program: of => batons(of, 2, 2),
      options: { spuriousWakes: 1 },
      states: 13_000,
    },
    {
      holds: 'loses no signal and gives none twice when time-outs race with it',
      program: of => batons(of, 3, 1, 2),
      options: { preemptionBound: 4 },
      states: 100_000,
    },
    {
      holds: 'has as many takers as signals were taken: 1 taker, 2 setters, 2 operations each',
      program: of => signals(of, 1, 2, 2),
      states: 89_000,
    },
    {
      holds: 'has as many takers as signals were taken: 2 takers, 1 setter, 2 operations each, up to 2 preemptions',
      program: of => signals(of, 2, 1, 2),
      options: { preemptionBound: 2 },
      states: 230_000,
    },
    {
      holds: 'lets everybody go when the trial is stopped',
      program: of => stopped(of, 'auto-reset', 3),
      options: { preemptionBound: 3 },
      states: 47_000,
    },
    {
      holds: 'strands nobody when a worker dies: 2 threads, 2 times each',
      program: of => lostBaton(of, 2, 2),
      options: { deaths: 1 },
      states: 110_000,
    },
    {
      holds: 'strands nobody when a worker dies: 3 threads, with up to 2 preemptions',
      program: of => lostBaton(of, 3, 1),
      options: { deaths: 1, preemptionBound: 2 },
      states: 120_000,
    },
  ])
})

describe('an event', () => {
  runAtRandom([
    {
      holds: 'with manual reset lets all through: 3 waiters, 3 waits each,',
      program: of => lettingAllThrough(of, 3, 3),
    },
    {
      holds: 'with auto reset lets one through per signal: 3 threads, 3 operations each, 1 with time-outs,',
      program: of => batons(of, 3, 3, 1),
    },
    {
      holds: 'with auto reset has as many takers as signals: 4 threads, 3 operations each,',
      program: of => signals(of, 2, 2, 3),
    },
  ])
})

const file = 'event.ts'

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a dropped notify',
    property: 'a waiter is not woken',
    file,
    find: 'if (load(words + WAITERS) > 0) notify(words, autoReset ? 1 : EVERYBODY)',
    replace: '',
    program: of => batons(of, 2, 2),
    kind: 'stuck',
    message: /sleeps on event\.state, which holds \d*[13579];/,
  },
  {
    twin: 'a set that wakes only one',
    property: 'of two waiters one is not woken',
    file,
    find: 'autoReset ? 1 : EVERYBODY',
    replace: '1',
    program: of => lettingAllThrough(of, 2, 1),
    kind: 'stuck',
    message: /sleeps on event\.state/,
  },
  {
    twin: 'a dropped compare-exchange',
    property: 'two take one signal',
    file,
    find: 'return (found & 1) !== 0 && compareExchange(words, found, (found + 1) | 0) === found',
    replace: 'if ((found & 1) === 0) return false\n  add(words, 1)\n  return true',
    program: of => batons(of, 3, 1),
    kind: 'assertion',
    message: /both in the section/,
  },
  {
    twin: 'a signal that stays',
    property: 'more pass than there were signals',
    file,
    find: 'return (found & 1) !== 0 && compareExchange(words, found, (found + 1) | 0) === found',
    replace: 'return (found & 1) !== 0',
    program: of => batons(of, 2, 1),
    kind: 'assertion',
    message: /both in the section/,
  },
  {
    twin: 'a waiter that does not count itself',
    property: 'a set overlooks it',
    file,
    find: 'add(words + WAITERS, 1)',
    replace: '',
    program: of => lettingAllThrough(of, 2, 1),
    kind: 'stuck',
    message: /sleeps on event\.state/,
  },
  {
    twin: 'a waiter that forgets what it saw first',
    property: 'a set that is followed by a reset leaves it behind',
    file,
    find: 'return (found & 1) !== 0 || found !== first',
    replace: 'return (found & 1) !== 0',
    program: of => pulse(of, 2),
    kind: 'stuck',
    message: /sleeps on event\.state, which holds 2;/,
  },
  {
    twin: 'a dropped re-check',
    property: 'a waiter that wakes for no reason passes',
    file,
    find: 'sleep(words, found, deadline) === 1) continue',
    replace: 'sleep(words, found, deadline) === 1) break',
    program: of => lettingAllThrough(of, 2, 1),
    options: { spuriousWakes: 1 },
    kind: 'assertion',
    message: /passed an event that nobody has set/,
  },
  {
    twin: 'a time-out without a last look',
    property: 'the signal that came with it wakes nobody',
    file,
    find: 'sleep(words, found, deadline) === 1) continue',
    replace: 'sleep(words, found, deadline) === 1 && deadline === FOREVER) continue',
    program: of => batons(of, 3, 1, 2),
    kind: 'stuck',
    message: /sleeps on event\.state, which holds \d*[13579];/,
  },
  {
    twin: 'a signal taken by a time-out',
    property: 'fewer say that they took one than were taken',
    file,
    find: '    if (stopped) refuse(STOPPED, words, me)\n    return 0',
    replace: '    if (stopped) refuse(STOPPED, words, me)\n    passes(words, first, load(words))\n    return 0',
    program: of => signals(of, 1, 1, 1),
    kind: 'end',
    message: /1 signals were taken, and 0 workers say that they did/,
  },
  {
    twin: 'a sleeper that does not look whether the trial is stopped',
    property: 'a stop strands it',
    file,
    find: 'const stopped = isStopped()',
    replace: 'const stopped = false',
    program: of => stopped(of, 'auto-reset', 1),
    kind: 'stuck',
    message: /sleeps on event\.state, which holds 0/,
  },
  {
    twin: 'an epoch left odd',
    property: 'a worker that has passed seems to wait',
    file,
    find: '  endWait(me)\n  return 1',
    replace: '  return 1',
    program: of => batons(of, 2, 1),
    kind: 'end',
    message: /its epoch says that it waits/,
  },
]

describe('the search', () => {
  caught(twins)
})
