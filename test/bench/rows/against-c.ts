import { checked, flawOfRacyRounds, type CounterWork } from '../counter-work.ts'
import type { Contest, Criterion } from '../criterion.ts'
import { openLabSide } from '../lab-side.ts'
import { startNativeSide } from '../native-side.ts'
import { nanosPerOperation } from '../wording.ts'

/** The two-thread loops run fast or slow by how the cache line travels: a round has to see enough of both. */
const TURNS = 8

type Row = Pick<Criterion, 'name' | 'base' | 'must' | 'goal' | 'note' | 'whyMissed'> & { readonly work: CounterWork }

/** Rows that need the C side. The ratio is speed: additions per second of the lab's, of C's. */
export function rowsAgainstC(scale: number): readonly Row[] {
  const work = (variant: CounterWork['variant'], workers: number, additions: number): CounterWork => {
    return { variant, workers, additions: Math.round(additions * scale) }
  }
  const atomicsAreCalls = 'V8 calls a builtin for each Atomics operation instead of compiling it in place'
  return [
    {
      name: 'racy counter, 2 threads',
      base: 'C volatile ++',
      must: { at: 'least', value: 0.9 },
      goal: { at: 'least', value: 0.95 },
      work: work('plain-increment', 2, 4_000_000),
      note: 'the kernel of plain-increment; both sides load, add and store in every addition',
      whyMissed:
        'while the threads do not meet at the cache line, C’s loop needs about half the time of V8’s on this processor; whenever something keeps them apart, C gains',
    },
    {
      name: 'atomic add, 2 threads',
      base: 'C lock xadd',
      must: null,
      goal: null,
      work: work('atomic-add', 2, 1_000_000),
      note: `exact on both sides in every round; no target yet: ${atomicsAreCalls}, and the .55 asked for is what WebAssembly can reach once a variant uses it`,
      whyMissed: atomicsAreCalls,
    },
    {
      name: 'atomic add, 1 thread',
      base: 'C lock xadd',
      must: null,
      goal: null,
      work: work('atomic-add', 1, 3_000_000),
      note: `the same without contention: the price of the call itself; no target yet, for the same reason`,
      whyMissed: atomicsAreCalls,
    },
    {
      name: 'mutex, uncontended',
      base: 'C pthread mutex',
      must: null,
      goal: null,
      work: work('mutex', 1, 600_000),
      note: 'acquire, one addition, release on one thread; no target yet: this is the mutex in JavaScript, before the one in WebAssembly',
      whyMissed: atomicsAreCalls,
    },
    {
      name: 'mutex, contended by 2 threads',
      base: 'C pthread mutex',
      must: null,
      goal: null,
      work: work('mutex', 2, 200_000),
      note: 'one addition inside, no work outside; no target yet. Which of the two threads sleeps how often decides, hence the spread',
      whyMissed: atomicsAreCalls,
    },
  ]
}

/** @param executable the compiled C side */
export function againstC({ work, ...row }: Row, executable: string): Criterion {
  const operations = work.workers * work.additions
  return {
    ...row,
    turns: TURNS,
    ratioOf: (subject, base) => base / subject,
    absolute: nanosPerOperation(operations, 'lab', 'C'),
    flawOf: pairs => (work.variant === 'plain-increment' ? flawOfRacyRounds(pairs, work) : null),
    open(): Promise<Contest> {
      const lab = openLabSide(true)
      const native = startNativeSide(executable)
      return Promise.resolve({
        subject: async () => checked(await lab.measure(work), work, 'the lab'),
        base: async () => checked(await native.measure(work), work, 'C'),
        async close() {
          await Promise.all([lab.close(), native.close()])
        },
      })
    },
  }
}
