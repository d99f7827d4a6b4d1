import { describe } from 'vitest'
import { deaths, flow, probed, stopped, tried } from './programs/ring.ts'
import { caught, runAtRandom, searched, type BrokenTwin } from './support/checks.ts'

/** One item before head and tail pass from the largest to the smallest number. */
const WRAPS = 0x7ffffffe

describe('a ring, in all schedules,', () => {
  searched([
    {
      holds: 'hands each item on once and in order: 3 items, room for 1',
      program: of => flow(of, { items: 3, capacity: 1 }),
      states: 3_800,
    },
    {
      holds: 'does so with room for 2, while its counts wrap: 6 items',
      program: of => flow(of, { items: 6, capacity: 2, before: WRAPS }),
      states: 50_000,
    },
    {
      holds: 'does so when both look once more before they sleep',
      program: of => flow(of, { items: 3, capacity: 1, spins: 1 }),
      states: 5_000,
    },
    {
      holds: 'does so when sleepers wake for no reason',
      program: of => flow(of, { items: 3, capacity: 1 }),
      options: { spuriousWakes: 2 },
      states: 13_000,
    },
    {
      holds: 'takes in a try what is there, and puts in what there is room for',
      program: of => tried(of, { items: 4, capacity: 2 }),
      states: 1_200,
    },
    {
      holds: 'lets both go when the trial is stopped, and has done nothing for who throws',
      program: of => stopped(of, { items: 3, capacity: 1 }),
      states: 22_000,
    },
    {
      holds: 'strands nobody who could go on when the producer or the consumer dies, or both',
      program: of => deaths(of, { items: 3, capacity: 2 }),
      options: { deaths: 2 },
      states: 65_000,
    },
    {
      holds: 'has one epoch per wait',
      program: of => probed(of, { items: 3, capacity: 1 }),
      states: 110_000,
    },
  ])
})

describe('a ring', () => {
  runAtRandom([
    {
      holds: 'hands each item on once and in order: 8 items, room for 2,',
      program: of => flow(of, { items: 8, capacity: 2, before: WRAPS, spins: 1 }),
    },
  ])
})

const file = 'ring.ts'

const twins: readonly BrokenTwin[] = [
  {
    twin: 'a push without a notify',
    property: 'the consumer is not woken',
    file,
    find: 'if (load(words + CONSUMER_SLEEPS) !== 0) notify(words + TAIL, 1)',
    replace: '',
    program: of => flow(of, { items: 1, capacity: 1 }),
    kind: 'stuck',
    message: /consumer sleeps on ring\.producer\.tail, which holds 1/,
  },
  {
    twin: 'a pop without a notify',
    property: 'the producer is not woken',
    file,
    find: 'if (load(words + PRODUCER_SLEEPS) !== 0) notify(words, 1)',
    replace: '',
    program: of => flow(of, { items: 2, capacity: 1 }),
    kind: 'stuck',
    message: /producer sleeps on ring\.consumer\.head, which holds 1/,
  },
  {
    twin: 'a consumer that does not say that it sleeps',
    property: 'a push overlooks it',
    file,
    find: '  store(words + CONSUMER_SLEEPS, 1)\n',
    replace: '',
    program: of => flow(of, { items: 1, capacity: 1 }),
    kind: 'stuck',
    message: /consumer sleeps/,
  },
  {
    twin: 'a push that looks for a sleeper before it moves the tail',
    property: 'a consumer that falls asleep in between is not woken',
    file,
    find: '  poke(placeOf(words, tail), item)',
    replace:
      '  poke(placeOf(words, tail), item)\n  if (load(words + CONSUMER_SLEEPS) === 0) {\n    store(words + TAIL, (tail + 1) | 0)\n    return\n  }',
    program: of => flow(of, { items: 1, capacity: 1 }),
    kind: 'stuck',
    message: /consumer sleeps on ring\.producer\.tail, which holds 1/,
  },
  {
    twin: 'a tail that is moved before the item is there',
    property: 'the consumer takes what was there before',
    file,
    find: '  poke(placeOf(words, tail), item)\n  // An atomic store: whoever sees the new tail sees the item.\n  store(words + TAIL, (tail + 1) | 0)',
    replace: '  store(words + TAIL, (tail + 1) | 0)\n  poke(placeOf(words, tail), item)',
    program: of => flow(of, { items: 2, capacity: 1 }),
    kind: 'assertion',
    message: /item 0 was received twice/,
  },
  {
    twin: 'a place that is free before the item is read',
    property: 'the producer overwrites it',
    file,
    find: '  const item = peek(placeOf(words, head))\n  store(words, (head + 1) | 0)',
    replace: '  store(words, (head + 1) | 0)\n  const item = peek(placeOf(words, head))',
    program: of => flow(of, { items: 2, capacity: 1 }),
    kind: 'assertion',
    message: /item 1 was received twice/,
  },
  {
    twin: 'a ring that is full one item too late',
    property: 'an item is overwritten',
    file,
    find: 'return ((tail - head) | 0) >= capacity',
    replace: 'return ((tail - head) | 0) > capacity',
    program: of => flow(of, { items: 2, capacity: 1 }),
    kind: 'assertion',
    message: /item 1 was received twice/,
  },
  {
    twin: 'a difference that does not wrap',
    property: 'a full ring seems to have room',
    file,
    find: 'return ((tail - head) | 0) >= capacity',
    replace: 'return tail - head >= capacity',
    program: of => flow(of, { items: 3, capacity: 1, before: WRAPS }),
    kind: 'assertion',
    message: /was received twice/,
  },
  {
    twin: 'a consumer that does not look again',
    property: 'it takes a wake-up for no reason for a stop',
    file,
    find: 'while (isEmpty(words, head) && !isStopped()) sleep',
    replace: 'if (isEmpty(words, head) && !isStopped()) sleep',
    program: of => flow(of, { items: 1, capacity: 1 }),
    options: { spuriousWakes: 1 },
    kind: 'threw',
    message: /consumer threw STOPPED/,
  },
  {
    twin: 'a producer that does not look whether the trial is stopped',
    property: 'a stop strands it',
    file,
    find: 'while (isFull(words, tail) && !isStopped())',
    replace: 'while (isFull(words, tail))',
    program: of => stopped(of, { items: 2, capacity: 1 }),
    kind: 'stuck',
    message: /producer sleeps on ring\.consumer\.head/,
  },
  {
    twin: 'an epoch that turns odd too early',
    property: 'a worker waits and does not say for what',
    file: 'waiting.ts',
    find: '  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)\n  add(record + WAIT_EPOCH, 1)',
    replace: '  add(record + WAIT_EPOCH, 1)\n  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)',
    program: of => probed(of, { items: 1, capacity: 1 }),
    kind: 'assertion',
    message: /says that its worker waits, and not for what/,
  },
]

describe('the search', () => {
  caught(twins)
})
