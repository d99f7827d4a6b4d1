import { describe } from 'vitest'
import {
  deaths,
  handOut,
  limitedSections,
  overReleases,
  sections,
  stopped,
  triedSections,
} from './programs/semaphore.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

describe('a semaphore, in all schedules,', () => {
  searched([
    {
      holds: 'admits no more than it has permits and loses none: 2 threads, 2 sections each',
      program: of => sections(of, { workers: 2, permits: 1 }, 2),
      states: 3_700,
    },
    {
      holds: 'does so when workers look once more before they sleep',
      program: of => sections(of, { workers: 2, permits: 1, spins: 1 }, 2),
      states: 5_000,
    },
    {
      holds: 'does so for 3 threads and 1 permit',
      program: of => sections(of, { workers: 3, permits: 1 }, 1),
      states: 24_000,
    },
    {
      holds: 'does so for 3 threads and 2 permits',
      program: of => sections(of, { workers: 3, permits: 2 }, 1),
      states: 25_000,
    },
    {
      holds: 'does so for 3 threads, 2 sections each, with up to 3 preemptions',
      program: of => sections(of, { workers: 3, permits: 1 }, 2),
      options: { preemptionBound: 3 },
      states: 46_000,
    },
    {
      holds: 'does so when sleepers wake for no reason',
      program: of => sections(of, { workers: 2, permits: 1 }, 2),
      options: { spuriousWakes: 2 },
      states: 11_000,
    },
    {
      holds: 'gives a time-out that races with a grant one outcome',
      program: of => limitedSections(of, { workers: 3, permits: 1 }, 1),
      states: 150_000,
    },
    {
      holds: 'takes a permit in a try only if there is one',
      program: of => triedSections(of, { workers: 3, permits: 1 }, 2),
      options: { preemptionBound: 4 },
      states: 5_000,
    },
    {
      holds: 'wakes as many workers as permits are returned',
      program: of => handOut(of, 2),
      states: 17_000,
    },
    {
      holds: 'lets everybody go without a permit when the trial is stopped',
      program: of => stopped(of, 3),
      options: { preemptionBound: 4 },
      states: 52_000,
    },
    {
      holds: 'strands nobody when a worker dies, and loses no more than the permit of the dead',
      program: of => deaths(of, 3, 1),
      options: { deaths: 1, preemptionBound: 3 },
      states: 100_000,
    },
    {
      holds: 'refuses to have more permits than there are',
      program: of => overReleases(of, 3),
      states: 69,
    },
  ])
})

describe('a semaphore', () => {
  runAtRandom([
    {
      holds: 'admits no more than it has permits: 4 threads, 3 sections each,',
      program: of => sections(of, { workers: 4, permits: 2, spins: 1 }, 3),
    },
    {
      holds: 'conserves its permits through time-outs: 4 threads, 3 operations each,',
      program: of => limitedSections(of, { workers: 4, permits: 2 }, 3),
    },
  ])
})

const file = 'semaphore.ts'
const two = (of: Parameters<typeof sections>[0]) => sections(of, { workers: 2, permits: 1 }, 2)
const limited = (of: Parameters<typeof sections>[0]) => limitedSections(of, { workers: 3, permits: 1 }, 1)

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a dropped notify',
    property: 'a waiter is not woken',
    file,
    find: 'if (load(words + WAITERS) > 0) notify(words, 1)',
    replace: '',
    program: two,
    kind: 'stuck',
    message: /sleeps on permits\.permits, which holds 1/,
  },
  {
    twin: 'a dropped compare-exchange',
    property: 'two take one permit',
    file,
    find: 'const seen = compareExchange(words, found, found - 1)',
    replace: 'const seen = found\n    add(words, -1)',
    program: two,
    kind: 'assertion',
    message: /both in the section/,
  },
  {
    twin: 'a release that does not try again',
    property: 'a permit is lost when two return one at the same time',
    file,
    find: 'const seen = compareExchange(words, found, found + 1)\n    if (seen === found) break\n    found = seen',
    replace: 'compareExchange(words, found, found + 1)\n    break',
    program: of => sections(of, { workers: 3, permits: 2 }, 1),
    kind: 'end',
    message: /a permit is lost: of 2 there are 1/,
  },
  {
    twin: 'a waiter that does not count itself',
    property: 'a release overlooks it',
    file,
    find: 'add(words + WAITERS, 1)',
    replace: '',
    program: two,
    kind: 'stuck',
    message: /sleeps on permits\.permits, which holds 1/,
  },
  {
    twin: 'a release that looks for waiters too early',
    property: 'a waiter that comes in between is not woken',
    file,
    find: '  let found = load(words)\n  while (true) {',
    replace:
      '  if (load(words + WAITERS) === 0) { add(words, 1); return }\n  let found = load(words)\n  while (true) {',
    program: two,
    kind: 'stuck',
    message: /sleeps on permits\.permits, which holds 1/,
  },
  {
    twin: 'a dropped re-check',
    property: 'a woken worker takes a permit that another has taken',
    file,
    find: 'sleep(words, 0, deadline) === 1) continue',
    replace: 'sleep(words, 0, deadline) === 1) break',
    program: two,
    kind: 'assertion',
    message: /both in the section/,
  },
  {
    twin: 'a time-out without a last look',
    property: 'the wake-up that came with it is lost',
    file,
    find: 'sleep(words, 0, deadline) === 1) continue',
    replace: 'sleep(words, 0, deadline) === 1 && deadline === FOREVER) continue',
    program: limited,
    kind: 'stuck',
    message: /sleeps on permits\.permits, which holds 1/,
  },
  {
    twin: 'a permit leaked by a time-out',
    property: 'permits are not conserved',
    file,
    find: '    if (stopped) refuse(STOPPED, words, me)\n    return 0',
    replace: '    if (stopped) refuse(STOPPED, words, me)\n    semaphoreTryAcquire(words)\n    return 0',
    program: limited,
    kind: 'end',
    message: /a permit is lost: of 1 there are 0/,
  },
  {
    twin: 'a waiter that stays counted',
    property: 'the count of waiters is wrong at the end',
    file,
    find: '  add(words + WAITERS, -1)\n  endWait(me)\n  return 1',
    replace: '  endWait(me)\n  return 1',
    program: two,
    kind: 'end',
    message: /nobody waits, but \d are counted/,
  },
  {
    twin: 'an epoch left odd',
    property: 'a worker that has what it wanted seems to wait',
    file,
    find: '  endWait(me)\n  return 1',
    replace: '  return 1',
    program: two,
    kind: 'end',
    message: /its epoch says that it waits/,
  },
  {
    twin: 'a sleeper that does not look whether the trial is stopped',
    property: 'a stop strands it',
    file,
    find: 'const stopped = isStopped()',
    replace: 'const stopped = false',
    program: of => stopped(of, 2),
    kind: 'stuck',
    message: /sleeps on permits\.permits, which holds 0/,
  },
  {
    twin: 'a limit that nobody looks at',
    property: 'there are more permits than there were',
    file,
    find: 'if (found >= peek(words + LIMIT)) {',
    replace: 'if (found > peek(words + LIMIT)) {',
    program: of => overReleases(of, 2),
    kind: 'end',
    message: /of 2 releases of one permit 0 were refused/,
  },
]

describe('the search', () => {
  caught(twins)
})
