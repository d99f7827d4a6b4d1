import { describe } from 'vitest'
import { deaths, limited, probed, stopped, supply } from './programs/condition.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

describe('a condition, in all schedules,', () => {
  searched([
    {
      holds: 'strands nobody and loses no token: 2 threads, 2 operations each, one notified inside the gate',
      program: of => supply(of, 1, 2, 'one, inside'),
      states: 16_000,
    },
    {
      holds: 'does so when one is notified after the gate is open',
      program: of => supply(of, 1, 2, 'one, after'),
      states: 10_000,
    },
    {
      holds: 'does so for 2 waiters, one notified per token inside the gate, with up to 2 preemptions',
      program: of => supply(of, 2, 1, 'one, inside'),
      options: { preemptionBound: 2 },
      states: 38_000,
    },
    {
      holds: 'does so for 2 waiters, one notified per token after the gate is open, with up to 2 preemptions',
      program: of => supply(of, 2, 1, 'one, after'),
      options: { preemptionBound: 2 },
      states: 28_000,
    },
    {
      holds: 'does so for 2 waiters, all notified at once inside the gate, with up to 2 preemptions',
      program: of => supply(of, 2, 1, 'all, inside'),
      options: { preemptionBound: 2 },
      states: 20_000,
    },
    {
      holds: 'does so for 2 waiters, all notified at once after the gate is open, with up to 3 preemptions',
      program: of => supply(of, 2, 1, 'all, after'),
      options: { preemptionBound: 3 },
      states: 49_000,
    },
    {
      holds: 'does so for 2 waiters, 2 waits each, with up to 2 preemptions',
      program: of => supply(of, 2, 2, 'one, after'),
      options: { preemptionBound: 2 },
      states: 130_000,
    },
    {
      holds: 'does so when sleepers wake for no reason',
      program: of => supply(of, 2, 1, 'one, after'),
      options: { spuriousWakes: 1, preemptionBound: 2 },
      states: 99_000,
    },
    {
      holds: 'is left with the gate whether notified or out of time',
      program: of => limited(of, 1, 'one, inside', 0),
      states: 2_200,
    },
    {
      holds: 'gives a time-out no notification that another needs, with up to 2 preemptions',
      program: of => limited(of, 1, 'one, after'),
      options: { preemptionBound: 2 },
      states: 71_000,
    },
    {
      holds: 'lets everybody go without the gate when the trial is stopped, with up to 2 preemptions',
      program: of => stopped(of, 2),
      options: { preemptionBound: 2 },
      states: 84_000,
    },
    {
      holds: 'strands nobody when a waiter or a notifier dies, and tells of a holder’s death: 2 threads',
      program: of => deaths(of, 1, 1, 1),
      options: { deaths: 1 },
      states: 25_000,
    },
    {
      holds: 'does so for 2 threads, 2 operations each, with up to 2 preemptions',
      program: of => deaths(of, 1, 1, 2),
      options: { deaths: 1, preemptionBound: 2 },
      states: 46_000,
    },
    {
      holds: 'does so for 2 waiters, with 1 preemption',
      program: of => deaths(of, 2, 1, 1),
      options: { deaths: 1, preemptionBound: 1 },
      states: 160_000,
    },
    {
      holds: 'has one epoch per word that is waited for: the condition, then the gate',
      program: of => probed(of),
      states: 39_000,
    },
  ])
})

describe('a condition', () => {
  runAtRandom([
    {
      holds: 'strands nobody and loses no token: 4 threads, 3 operations each,',
      program: of => supply(of, 3, 3, 'all, after'),
    },
    {
      holds: 'gives time-outs no notification that others need: 3 threads, 2 waits each,',
      program: of => limited(of, 2, 'one, inside'),
    },
  ])
})

const file = 'condition.ts'

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a dropped notify',
    property: 'a waiter is not woken',
    file,
    find: '  notify(words, count)',
    replace: '',
    program: of => supply(of, 1, 1, 'one, inside'),
    kind: 'stuck',
    message: /sleeps on filled\.sequence/,
  },
  {
    twin: 'a notification that leaves the sequence alone',
    property: 'a waiter that is about to sleep misses it',
    file,
    find: '  add(words, 1)\n',
    replace: '',
    program: of => supply(of, 1, 1, 'one, inside'),
    kind: 'stuck',
    message: /sleeps on filled\.sequence, which holds 0/,
  },
  {
    twin: 'a sequence that is read after the gate is open',
    property: 'what was notified in between is missed',
    file,
    find: '  const sequence = load(words)\n  beginWait(me, words | SEQUENCE, deadline)\n  mutexRelease(mutex, me)',
    replace: '  beginWait(me, words | SEQUENCE, deadline)\n  mutexRelease(mutex, me)\n  const sequence = load(words)',
    program: of => supply(of, 1, 1, 'one, inside'),
    kind: 'stuck',
    message: /sleeps on filled\.sequence, which holds 1/,
  },
  {
    twin: 'a waiter that counts itself after the gate is open',
    property: 'a notifier overlooks it',
    file,
    find: '  add(words + WAITERS, 1)\n  // Before the mutex is released: whatever is notified after that changes the sequence, and the sleep returns at once.\n  const sequence = load(words)\n  beginWait(me, words | SEQUENCE, deadline)\n  mutexRelease(mutex, me)',
    replace:
      '  const sequence = load(words)\n  beginWait(me, words | SEQUENCE, deadline)\n  mutexRelease(mutex, me)\n  add(words + WAITERS, 1)',
    program: of => supply(of, 1, 1, 'one, inside'),
    kind: 'stuck',
    message: /sleeps on filled\.sequence, which holds 0/,
  },
  {
    twin: 'a notification of all that wakes one',
    property: 'the others are not woken',
    file,
    find: 'notifySome(words, EVERYBODY)',
    replace: 'notifySome(words, 1)',
    program: of => supply(of, 2, 1, 'all, inside'),
    kind: 'stuck',
    message: /sleeps on filled\.sequence, which holds 1/,
  },
  {
    twin: 'a wait that ends without the gate',
    property: 'two are behind the gate',
    file,
    find: 'return mutexAcquireRobust(mutex, me) === 1 ? -1 : notified',
    replace: 'return notified',
    program: of => supply(of, 2, 1, 'all, inside'),
    kind: 'assertion',
    message: /both in the gate/,
  },
  {
    twin: 'a waiter that stays counted',
    property: 'the count of waiters is wrong at the end',
    file,
    find: '  add(words + WAITERS, -1)\n  // The epoch ends here',
    replace: '  // The epoch ends here',
    program: of => supply(of, 1, 1, 'one, inside'),
    kind: 'end',
    message: /nobody waits, but 1 are counted/,
  },
  {
    twin: 'a sleeper that does not look whether the trial is stopped',
    property: 'a stop strands it',
    file,
    find: 'if (isStopped()) {',
    replace: 'if (mutex === 0) {',
    program: of => stopped(of, 1),
    kind: 'stuck',
    message: /sleeps on filled\.sequence/,
  },
  {
    twin: 'a waiter that ignores that a holder died',
    property: 'it finds what is half done, and is not told',
    file,
    find: 'return mutexAcquireRobust(mutex, me) === 1 ? -1 : notified',
    replace: 'mutexAcquireRobust(mutex, me)\n  return notified',
    program: of => deaths(of, 1, 1, 1),
    options: { deaths: 1 },
    kind: 'assertion',
    message: /has waited, and is not told that a holder died/,
  },
  {
    twin: 'a waiter that does not say that its word counts notifications',
    property: 'one that is about to sleep is never told that a holder died',
    file,
    find: 'beginWait(me, words | SEQUENCE, deadline)',
    replace: 'beginWait(me, words, deadline)',
    program: of => deaths(of, 1, 1, 1),
    options: { deaths: 1 },
    kind: 'assertion',
    message: /waits for ever, and is not told that a holder died/,
  },
  {
    twin: 'an epoch left odd',
    property: 'a worker that was notified seems to wait',
    file,
    find: '  endWait(me)\n  return mutexAcquireRobust',
    replace: '  return mutexAcquireRobust',
    program: of => probed(of),
    kind: 'end',
    message: /its epoch says that it waits/,
  },
  {
    twin: 'an epoch that turns odd too early',
    property: 'a worker waits and does not say for what',
    file: 'waiting.ts',
    find: '  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)\n  add(record + WAIT_EPOCH, 1)',
    replace: '  add(record + WAIT_EPOCH, 1)\n  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)',
    program: of => probed(of),
    kind: 'assertion',
    message: /says that its worker waits, and not for what/,
  },
]

describe('the search', () => {
  caught(twins)
})
