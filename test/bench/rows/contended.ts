import { median } from 'simple-statistics'
import { significant } from '../../../src/base/units.ts'
import { cellsOf, geometricMeans, jainIndex, speedOf, worstOf, type Cell } from '../cells.ts'
import type { Comparison, Criterion } from '../criterion.ts'
import { startNativeSide, type NativeSide } from '../native-side.ts'
import { programOf, whyAbsent, type Peer } from '../peers.ts'
import { sideOf } from '../primitive-work.ts'
import { openPrimitivesSide } from '../primitives-side.ts'
import { closeBoth } from './primitives.ts'

const WORKERS = [2, 4, 8] as const
const HOLD_NANOS = [0, 50, 500] as const

const CELLS = WORKERS.flatMap(workers => HOLD_NANOS.map(holdNanos => ({ workers, holdNanos })))

const TURNS = 2
/** Eight threads on two cores need some time slices each before their shares say anything. */
const LEAST_MILLIS = 50

const WHAT = '2, 4 and 8 threads, each with 0, 50 and 500 ns of work inside, all for the same time'

/** The contended mutex against C: three criteria from the same rounds. */
export function contendedAgainstC(c: Peer, scale: number): Comparison {
  return nineCells('C', c, scale, [
    {
      name: 'contended mutex, geometric mean of 9 cells',
      base: 'C pthread mutex',
      must: { at: 'least', value: 1 },
      goal: { at: 'least', value: 1.2 },
      note: WHAT,
      whyMissed: 'which thread sleeps how often decides, and that is the scheduler’s choice as much as the lock’s',
      read: rounds => ({ figures: geometricMeans(rounds, speedOf), inWords: inWords(cellsOf(rounds, speedOf)) }),
    },
    {
      name: 'contended mutex, worst of 9 cells',
      base: 'C pthread mutex',
      must: { at: 'least', value: 0.9 },
      goal: { at: 'least', value: 0.95 },
      note: 'the cell with the lowest median, from the same rounds',
      whyMissed:
        'which cell is the worst, and by how much, differs between machines; with more threads than cores the scheduler of the system is measured, too',
      read(rounds) {
        const worst = worstOf(cellsOf(rounds, speedOf))
        return { figures: worst.figures, inWords: nameOf(worst) }
      },
    },
    {
      name: 'contended mutex, Jain’s index of the worst cell',
      base: '1: every thread gets as much',
      must: { at: 'least', value: 0.85 },
      goal: null,
      note: 'how evenly the operations are spread over the threads, in the cell where that is worst; from the same rounds',
      whyMissed: 'a running thread takes a lock that was just released before the one that was woken for it gets there',
      read(rounds) {
        const worst = worstOf(cellsOf(rounds, ({ subject }) => jainIndex(subject)))
        const peers = worstOf(cellsOf(rounds, ({ base }) => jainIndex(base)))
        return {
          figures: worst.figures,
          inWords: `${nameOf(worst)}; C’s worst is ${significant(median([...peers.figures]))}, ${nameOf(peers)}`,
        }
      },
    },
  ])
}

/** The same cells against Rust; for orientation. */
export function contendedAgainstRust(rust: Peer, scale: number): Comparison {
  return nineCells('Rust', rust, scale, [
    {
      name: 'contended mutex, geometric mean of 9 cells, against Rust',
      base: 'Rust std Mutex',
      must: null,
      goal: null,
      note: WHAT,
      whyMissed: '',
      read: rounds => ({ figures: geometricMeans(rounds, speedOf), inWords: inWords(cellsOf(rounds, speedOf)) }),
    },
  ])
}

function nineCells(language: string, peer: Peer, scale: number, criteria: readonly Criterion[]): Comparison {
  const durationMillis = Math.max(LEAST_MILLIS, Math.round(100 * scale))
  return {
    criteria,
    whyAbsent: whyAbsent(peer),
    turns: TURNS,
    flawOf: () => null,
    async open() {
      const [lab, native] = [openPrimitivesSide(), startNativeSide(programOf(peer))]
      const nanosPerStep = await shortestStep(native)
      const contests = CELLS.map(({ workers, holdNanos }) => {
        const holdSteps = Math.round(holdNanos / nanosPerStep)
        const work = { variant: 'mutex', workers, durationMillis, holdSteps } as const
        return { subject: sideOf(lab, work, 'the lab'), base: sideOf(native, work, language) }
      })
      return { contests, close: () => closeBoth(lab, native) }
    },
  }
}

/** How long a step of the work inside takes, nanoseconds; the shortest of a few tries, since whatever disturbs prolongs it. */
async function shortestStep(native: NativeSide): Promise<number> {
  const work = { variant: 'steps', workers: 1, operations: 200_000 }
  let shortest = Infinity
  for (let i = 0; i < 10; i++) shortest = Math.min(shortest, (await native.measure(work)).millis)
  return (shortest * 1e6) / work.operations
}

function nameOf({ index }: Cell): string {
  const cell = CELLS[index]
  return cell === undefined ? 'no cell' : `${cell.workers} threads, ${cell.holdNanos} ns`
}

function inWords(cells: readonly Cell[]): string {
  return `by cell: ${cells.map(cell => `${significant(median([...cell.figures]))} (${nameOf(cell)})`).join(', ')}`
}
