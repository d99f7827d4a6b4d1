import type { PrimitiveRow } from './primitives.ts'

const NO_TARGETS = { must: null, goal: null, whyMissed: '' } as const

/** Locks with one worker, and those of other languages with two. */
export function lockRows(scale: number): readonly PrimitiveRow[] {
  const operations = (count: number): number => Math.round(count * scale)
  const millis = Math.round(100 * scale)
  const pair = { variant: 'lock-pair', workers: 1, operations: operations(1_500_000) } as const
  const contended = { variant: 'mutex', workers: 2, durationMillis: millis } as const
  return [
    {
      name: 'lock and unlock, uncontended',
      peer: 'c',
      base: 'C pthread mutex',
      must: { at: 'least', value: 0.85 },
      goal: { at: 'least', value: 0.95 },
      work: pair,
      note: 'acquire and release from JavaScript, nothing inside',
      whyMissed:
        'each of the two is a call from JavaScript into WebAssembly, which takes longer than what it does there',
    },
    {
      ...NO_TARGETS,
      name: 'lock and unlock, uncontended, against Rust',
      peer: 'rust',
      base: 'Rust std Mutex',
      work: pair,
      note: 'the same pair',
    },
    {
      ...NO_TARGETS,
      name: 'lock and unlock, uncontended, against CPython',
      peer: 'python',
      base: 'CPython threading.Lock',
      work: pair,
      peerWork: { operations: operations(400_000) },
      note: 'the same pair, interpreted there',
    },
    {
      ...NO_TARGETS,
      name: 'mutex, 2 threads, against CPython',
      peer: 'python',
      base: 'CPython threading.Lock',
      work: contended,
      note: 'one addition inside',
    },
    {
      ...NO_TARGETS,
      name: 'fair mutex, 2 threads',
      peer: 'c',
      base: 'C pthread mutex, which is not fair',
      work: { ...contended, variant: 'fair-mutex' },
      peerWork: { variant: 'mutex' },
      note: 'what first come, first served costs: every hand-over is a wake-up',
    },
  ]
}
