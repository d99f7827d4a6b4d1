import { checked, flawOfRacyRounds, type CounterWork } from '../counter-work.ts'
import { openLabSide } from '../lab-side.ts'
import { startNativeSide } from '../native-side.ts'
import { speedRatio, type OneContest } from '../one-contest.ts'
import { programOf, whyAbsent, type Peer } from '../peers.ts'
import { nanosPerOperation } from '../wording.ts'

const ATOMIC_ADD = {
  must: { at: 'least', value: 0.55 },
  goal: { at: 'least', value: 0.58 },
  whyMissed: 'V8 calls a builtin for each Atomics operation instead of compiling it in place',
} as const

/** The two-thread loops run fast or slow by how the cache line travels: a round has to see enough of both. */
const TURNS = 8

type Row = Pick<OneContest, 'name' | 'base' | 'must' | 'goal' | 'note' | 'whyMissed'> & { readonly work: CounterWork }

/** What C's kernel of a variant is called, where the name is another. */
const KERNELS: Readonly<Partial<Record<CounterWork['variant'], string>>> = { mutex: 'add-under-mutex' }

/** `lost-update` against C. The ratio is speed: additions per second of the lab's, of C's. */
export function rowsAgainstC(c: Peer, scale: number): readonly OneContest[] {
  return rows(scale).map(row => againstC(row, c))
}

function rows(scale: number): readonly Row[] {
  const work = (variant: CounterWork['variant'], workers: number, additions: number): CounterWork => {
    return { variant, workers, additions: Math.round(additions * scale) }
  }
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
      ...ATOMIC_ADD,
      work: work('atomic-add', 2, 1_000_000),
      note: 'exact on both sides in every round',
    },
    {
      name: 'atomic add, 1 thread',
      base: 'C lock xadd',
      ...ATOMIC_ADD,
      work: work('atomic-add', 1, 3_000_000),
      note: 'the same without contention: the price of the operation itself',
    },
    {
      name: 'addition under a mutex, 1 thread',
      base: 'C pthread mutex',
      must: null,
      goal: null,
      work: work('mutex', 1, 600_000),
      note: 'the kernel of mutex: acquire, one addition, release; no target: the pair alone has one',
      whyMissed: '',
    },
  ]
}

function againstC({ work, ...row }: Row, c: Peer): OneContest {
  const { variant, workers, additions } = work
  return {
    ...row,
    whyAbsent: whyAbsent(c),
    turns: TURNS,
    ratioOf: speedRatio,
    absolute: nanosPerOperation(workers * additions, 'lab', 'C'),
    flawOf: pairs => (variant === 'plain-increment' ? flawOfRacyRounds(pairs, work) : null),
    open() {
      const lab = openLabSide(true)
      const native = startNativeSide(programOf(c))
      const kernel = { variant: KERNELS[variant] ?? variant, workers, operations: additions }
      return Promise.resolve({
        subject: async () => checked(await lab.measure(work), work, 'the lab'),
        base: async () => checked(await native.measure(kernel), work, 'C'),
        async close() {
          await Promise.all([lab.close(), native.close()])
        },
      })
    },
  }
}
