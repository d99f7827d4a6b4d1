import type { AbsentRow } from './bench-document.ts'
import type { Criterion } from './criterion.ts'
import type { NativeProgram } from './native-program.ts'
import { coreCheck } from './core-check.ts'
import { startNativeSide } from './native-side.ts'
import type { RoundPlan } from './rounds.ts'
import { againstC, rowsAgainstC } from './rows/against-c.ts'
import { coldStartRows } from './rows/cold-start.ts'
import { telemetryRows } from './rows/telemetry.ts'

export interface Suite {
  readonly plan: RoundPlan
  readonly criteria: readonly Criterion[]
  readonly absent: readonly AbsentRow[]
  close(): Promise<void>
}

/** Everything that is measured. Later issues add their rows here. */
export function suiteOf(quick: boolean, native: NativeProgram): Suite {
  const scale = quick ? 0.25 : 1
  const counters = rowsAgainstC(scale)
  const own = [...telemetryRows(), ...coldStartRows()]
  const checker = native.there ? startNativeSide(native.executable) : null
  const coresAreFree = checker === null ? null : coreCheck(checker)
  return {
    plan: quick
      ? { rounds: 11, roundsPerOpening: 3, coresAreFree, patience: 10, waitMillis: 500 }
      : { rounds: 25, roundsPerOpening: 4, coresAreFree, patience: 100, waitMillis: 500 },
    criteria: native.there ? [...counters.map(row => againstC(row, native.executable)), ...own] : own,
    absent: native.there ? [] : counters.map(({ name }) => ({ name, why: native.why })),
    async close() {
      await checker?.close()
    },
  }
}
