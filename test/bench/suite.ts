import { LabError } from '../../src/base/errors.ts'
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
import { executorRows } from './rows/executors.ts'
import { explorerRows } from './rows/explorer.ts'
import { historyRows } from './rows/history.ts'
import { lockRows } from './rows/locks.ts'
import { primitiveContest } from './rows/primitives.ts'
import { reportRows } from './rows/reports.ts'
import { telemetryRows } from './rows/telemetry.ts'
import { wakeUpRow } from './rows/wake-up.ts'

export interface Suite {
  readonly plan: RoundPlan
  readonly comparisons: readonly Comparison[]
  readonly absent: readonly AbsentRow[]
  close(): Promise<void>
}

/**
 * Everything that is measured. Later issues add their rows here.
 * @param only comparisons of which a row's name contains one of these, in small letters; none: all of them
 * @throws {LabError} USAGE where there is no such row
 */
export function suiteOf(quick: boolean, peers: Peers, only: readonly string[] = []): Suite {
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
    ...executorRows(peers, scale).map(comparisonOf),
    ...telemetryRows().map(comparisonOf),
    ...detectorRows().map(comparisonOf),
    ...coldStartRows().map(comparisonOf),
    ...historyRows().map(comparisonOf),
    ...reportRows().map(comparisonOf),
    ...explorerRows(scale),
  ]
  const chosen = all.filter(({ criteria }) => {
    return only.length === 0 || only.some(part => criteria.some(({ name }) => name.toLowerCase().includes(part)))
  })
  if (chosen.length === 0) {
    const names = all.flatMap(({ criteria }) => criteria.map(({ name }) => name))
    throw new LabError('USAGE', `no row's name contains "${only.join('" or "')}"`, { allowed: names.join('; ') })
  }
  const checker = c.there ? startNativeSide(programOf(c)) : null
  const coresAreFree = checker === null ? null : coreCheck(checker)
  return {
    plan: quick
      ? { rounds: 11, roundsPerOpening: 4, coresAreFree, patience: 3, waitMillis: 500 }
      : { rounds: 25, roundsPerOpening: 4, coresAreFree, patience: 100, waitMillis: 500 },
    comparisons: chosen.filter(({ whyAbsent }) => whyAbsent === null),
    absent: chosen.flatMap(({ whyAbsent, criteria }) => {
      return whyAbsent === null ? [] : criteria.map(({ name }) => ({ name, why: whyAbsent }))
    }),
    async close() {
      await checker?.close()
    },
  }
}
