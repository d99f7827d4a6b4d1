import type { PrimitiveRow } from './primitives.ts'

const NO_TARGETS = { must: null, goal: null, whyMissed: '' } as const

/** Queues between producers and consumers. An operation is a send or a receive. */
export function bufferRows(scale: number): readonly PrimitiveRow[] {
  const operations = (count: number): number => Math.round(count * scale)
  const small = { variant: 'channel', workers: 2, operations: operations(40_000), capacity: 16 } as const
  const large = { variant: 'channel', workers: 2, operations: operations(200_000), capacity: 256 } as const
  const howItSleeps = 'who sleeps how often decides: a wake-up takes as long as some twenty items'
  const [againstC, againstRust] = [
    { peer: 'c', base: 'C pthread mutex and two conditions' },
    { peer: 'rust', base: 'Rust std sync_channel' },
  ] as const
  return [
    {
      ...againstC,
      name: 'bounded buffer of 16, 1 + 1',
      must: { at: 'least', value: 1 },
      goal: { at: 'least', value: 1.2 },
      work: small,
      note: 'one producer, one consumer',
      whyMissed: howItSleeps,
    },
    {
      ...againstC,
      name: 'bounded buffer of 256, 1 + 1',
      must: { at: 'least', value: 0.5 },
      goal: { at: 'least', value: 0.8 },
      work: large,
      note: 'one producer, one consumer',
      whyMissed: howItSleeps,
    },
    {
      ...NO_TARGETS,
      ...againstC,
      name: 'bounded buffer of 16, 2 + 2',
      work: { ...small, workers: 4, operations: operations(20_000) },
      note: 'two producers, two consumers',
    },
    { ...NO_TARGETS, ...againstRust, name: 'bounded buffer of 16, against Rust', work: small, note: '1 + 1' },
    { ...NO_TARGETS, ...againstRust, name: 'bounded buffer of 256, against Rust', work: large, note: '1 + 1' },
    {
      ...NO_TARGETS,
      name: 'bounded buffer of 16, against CPython',
      peer: 'python',
      base: 'CPython queue.Queue',
      work: small,
      peerWork: { operations: operations(10_000) },
      note: '1 + 1',
    },
    {
      name: 'SPSC ring of 256',
      peer: 'c',
      base: 'C ring that parks',
      must: { at: 'least', value: 0.75 },
      goal: { at: 'least', value: 0.9 },
      work: { variant: 'ring', workers: 2, operations: operations(1_000_000), capacity: 256 },
      note: 'both look for a bounded time, then sleep; the items are checked by their sum',
      whyMissed: 'each push and each pop is a call from JavaScript into WebAssembly',
    },
  ]
}
