import type { AbsentRow } from './bench-document.ts'
import { coreCheck } from './core-check.ts'
import type { Comparison } from './criterion.ts'
import { startNativeSide } from './native-side.ts'
import { comparisonOf } from './one-contest.ts'
import { programOf, type Peers } from './peers.ts'
import type { RoundPlan } from './rounds.ts'
import { rowsAgainstC } from './rows/against-c.ts'
import { bufferRows } from './rows/buffers.ts'
import { coldStartRows } from './rows/cold-start.ts'
import { contendedAgainstC, contendedAgainstRust } from './rows/contended.ts'
import { detectorRows } from './rows/detector.ts'
import { dispatchRows } from './rows/dispatch.ts'
import { lockRows } from './rows/locks.ts'
import { primitiveContest } from './rows/primitives.ts'
import { telemetryRows } from './rows/telemetry.ts'
import { wakeUpRow } from './rows/wake-up.ts'

export interface Suite {
  readonly plan: RoundPlan
  readonly comparisons: readonly Comparison[]
  readonly absent: readonly AbsentRow[]
  close(): Promise<void>
}

/** Everything that is measured. Later issues add their rows here. */
export function suiteOf(quick: boolean, peers: Peers): Suite {
  const scale = quick ? 0.25 : 1
  const { c, rust, python } = peers
  const all: readonly Comparison[] = [
    ...rowsAgainstC(c, scale).map(comparisonOf),
    ...lockRows(scale).map(row => comparisonOf(primitiveContest(row, peers))),
    contendedAgainstC(c, scale),
    contendedAgainstRust(rust, scale),
    ...bufferRows(scale).map(row => comparisonOf(primitiveContest(row, peers))),
    comparisonOf(wakeUpRow(c, scale)),
    ...dispatchRows(python, scale).map(comparisonOf),
    ...telemetryRows().map(comparisonOf),
    ...detectorRows().map(comparisonOf),
    ...coldStartRows().map(comparisonOf),
  ]
  const checker = c.there ? startNativeSide(programOf(c)) : null
  const coresAreFree = checker === null ? null : coreCheck(checker)
  return {
    plan: quick
      ? { rounds: 11, roundsPerOpening: 4, coresAreFree, patience: 3, waitMillis: 500 }
      : { rounds: 25, roundsPerOpening: 4, coresAreFree, patience: 100, waitMillis: 500 },
    comparisons: all.filter(({ whyAbsent }) => whyAbsent === null),
    absent: all.flatMap(({ whyAbsent, criteria }) => {
      return whyAbsent === null ? [] : criteria.map(({ name }) => ({ name, why: whyAbsent }))
    }),
    async close() {
      await checker?.close()
    },
  }
}
