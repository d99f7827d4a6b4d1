import { describe } from 'vitest'
import { closed, closedInBetween, deaths, limited, stopped, traffic, tried, type Shape } from './programs/channel.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

function shape(senders: number, receivers: number, each: number, capacity: number): Shape {
  return { senders, receivers, each, capacity }
}

describe('a channel, in all schedules,', () => {
  searched([
    {
      holds: 'hands each item on once and in order: 1 sender, 1 receiver, 2 items, room for 1',
      program: of => traffic(of, shape(1, 1, 2, 1)),
      states: 70_000,
    },
    {
      holds: 'does so for 3 items with room for 2, with up to 3 preemptions',
      program: of => traffic(of, shape(1, 1, 3, 2)),
      options: { preemptionBound: 3 },
      states: 40_000,
    },
    {
      holds: 'does so for 2 senders, with up to 2 preemptions',
      program: of => traffic(of, shape(2, 1, 1, 1)),
      options: { preemptionBound: 2 },
      states: 40_000,
    },
    {
      holds: 'does so for 2 receivers, 2 items, with up to 2 preemptions',
      program: of => traffic(of, shape(1, 2, 2, 1)),
      options: { preemptionBound: 2 },
      states: 130_000,
    },
    {
      holds: 'does so when sleepers wake for no reason, with up to 3 preemptions',
      program: of => traffic(of, shape(1, 1, 2, 1)),
      options: { spuriousWakes: 1, preemptionBound: 3 },
      states: 30_000,
    },
    {
      holds: 'gives a time-out one outcome: 1 sender, 1 receiver',
      program: of => limited(of, shape(1, 1, 1, 1)),
      states: 3_900,
    },
    {
      holds: 'gives a time-out one outcome: 2 items, with up to 2 preemptions',
      program: of => limited(of, shape(1, 1, 2, 1)),
      options: { preemptionBound: 2 },
      states: 60_000,
    },
    {
      holds: 'gives a time-out one outcome: 2 senders, with 1 preemption',
      program: of => limited(of, shape(2, 1, 1, 1)),
      options: { preemptionBound: 1 },
      states: 49_000,
    },
    {
      holds: 'takes in a try what is there, and puts in what there is room for, with up to 3 preemptions',
      program: of => tried(of, shape(1, 1, 2, 1)),
      options: { preemptionBound: 3 },
      states: 20_000,
    },
    {
      holds: 'is over when it is closed and empty: 1 sender, 1 receiver',
      program: of => closed(of, shape(1, 1, 1, 1)),
      states: 40_000,
    },
    {
      holds: 'tells 2 receivers that it is over, with up to 2 preemptions',
      program: of => closed(of, shape(1, 2, 1, 1)),
      options: { preemptionBound: 2 },
      states: 78_000,
    },
    {
      holds: 'hands on what was sent before somebody closed it, with up to 2 preemptions',
      program: of => closedInBetween(of, shape(1, 1, 2, 1)),
      options: { preemptionBound: 2 },
      states: 110_000,
    },
    {
      holds: 'lets everybody go when the trial is stopped, and has done nothing for who throws',
      program: of => stopped(of, shape(1, 1, 2, 1)),
      states: 240_000,
    },
    {
      holds: 'strands nobody when a worker dies, and tells of a death inside: 1 sender, 1 receiver',
      program: of => deaths(of, shape(1, 1, 1, 1)),
      options: { deaths: 1 },
      states: 30_000,
    },
    {
      holds: 'does so for 2 senders, with 1 preemption',
      program: of => deaths(of, shape(2, 1, 1, 1)),
      options: { deaths: 1, preemptionBound: 1 },
      states: 270_000,
    },
    {
      holds: 'does so for 2 receivers, without a preemption',
      program: of => deaths(of, shape(1, 2, 2, 1)),
      options: { deaths: 1, preemptionBound: 0 },
      states: 34_000,
    },
  ])
})

describe('a channel', () => {
  runAtRandom([
    {
      holds: 'hands each item on once and in order: 3 threads, 2 items from each of 2 senders,',
      program: of => traffic(of, shape(2, 1, 2, 1)),
    },
  ])
})

const file = 'channel.ts'

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a send without a notification',
    property: 'a receiver is not woken',
    file,
    find: '  conditionNotifyOne(words + NOT_EMPTY)\n',
    replace: '',
    program: of => traffic(of, shape(1, 1, 1, 1)),
    kind: 'stuck',
    message: /T2 sleeps on channel\.notEmpty\.sequence/,
  },
  {
    twin: 'a receive that notifies receivers',
    property: 'a sender is not woken',
    file,
    find: '  conditionNotifyOne(words + NOT_FULL)\n',
    replace: '  conditionNotifyOne(words + NOT_EMPTY)\n',
    program: of => traffic(of, shape(1, 1, 2, 1)),
    kind: 'stuck',
    message: /T1 sleeps on channel\.notFull\.sequence/,
  },
  {
    twin: 'a close that wakes one receiver',
    property: 'the other is not told that it is over',
    file,
    find: 'conditionNotifyAll(words + NOT_EMPTY)',
    replace: 'conditionNotifyOne(words + NOT_EMPTY)',
    program: of => closed(of, shape(1, 2, 1, 1)),
    kind: 'stuck',
    message: /sleeps on channel\.notEmpty\.sequence/,
  },
  {
    twin: 'a close that wakes no sender',
    property: 'a sender is not told that it is closed',
    file,
    find: '  conditionNotifyAll(words + NOT_FULL)\n',
    replace: '',
    program: of => closedInBetween(of, shape(2, 1, 2, 1)),
    options: { preemptionBound: 1 },
    kind: 'stuck',
    message: /sleeps on channel\.notFull\.sequence/,
  },
  {
    twin: 'a count that changes after the mutex is free',
    property: 'an item is overwritten or lost',
    file,
    find: '  poke(words + COUNT, count + 1)\n  mutexRelease(words, me)\n',
    replace: '  mutexRelease(words, me)\n  poke(words + COUNT, count + 1)\n',
    program: of => traffic(of, shape(1, 1, 2, 2)),
    kind: 'end',
    message: /is still inside|an item is lost/,
  },
  {
    twin: 'a receiver that does not look again',
    property: 'it takes an item that another has taken',
    file,
    find: 'if (notified === 1) continue\n    if (peek(words + COUNT) > 0',
    replace: 'if (notified === 1) break\n    if (peek(words + COUNT) > 0',
    program: of => traffic(of, shape(1, 2, 2, 1)),
    kind: 'assertion',
    message: /was received twice/,
  },
  {
    twin: 'a circle that does not close',
    property: 'what comes after the last place is no item',
    file,
    find: 'head + 1 === peek(words + CAPACITY) ? 0 : head + 1',
    replace: 'head + 1',
    program: of => traffic(of, shape(1, 1, 2, 1)),
    kind: 'assertion',
    message: /item 0 was received twice|was received, but not sent/,
  },
  {
    twin: 'a time-out that sends all the same',
    property: 'an item is overwritten',
    file,
    find: 'if (peek(words + COUNT) < capacity) break\n    mutexRelease(words, me)\n    return 0',
    replace: 'break',
    program: of => limited(of, shape(1, 1, 2, 1)),
    kind: 'assertion',
    message: /was received twice/,
  },
  {
    twin: 'a time-out that keeps the mutex',
    property: 'the others wait for it for ever',
    file,
    find: '    mutexRelease(words, me)\n    return NOTHING_YET',
    replace: '    return NOTHING_YET',
    program: of => limited(of, shape(1, 1, 1, 1)),
    kind: 'stuck',
    message: /T1 sleeps on channel\.mutex\.word/,
  },
  {
    twin: 'a worker that is told of a death and keeps the mutex',
    property: 'nobody else is told',
    file,
    find: '  mutexRelease(words, me)\n  refuse(ABANDONED, words, me)',
    replace: '  refuse(ABANDONED, words, me)',
    program: of => deaths(of, shape(1, 1, 1, 1)),
    options: { deaths: 1 },
    kind: 'end',
    message: /the mutex is not free at the end/,
  },
]

describe('the search', () => {
  caught(twins)
})
