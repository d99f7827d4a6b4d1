import { formatBytes, formatCount, significant } from '../../../base/units.ts'
import type { DoctorReport } from '../../../contract/doctor.ts'
import { pythonsInWords } from '../../../contract/python-in-words.ts'

interface Fact {
  readonly name: string
  readonly value: string
}

export interface FactSection {
  readonly title: string
  readonly facts: readonly Fact[]
}

/** A doctor's report in the order in which a doubter would ask. */
export function factsOf(report: DoctorReport): FactSection[] {
  const { machine, versions, plainAccesses } = report
  return [
    {
      title: 'Machine',
      facts: [
        { name: 'processor', value: machine.cpu },
        { name: 'cores', value: formatCount(machine.cores) },
        {
          name: 'memory',
          value: `${formatBytes(machine.memoryBytes)}, ${formatBytes(report.freeMemoryBytes)} free`,
        },
        { name: 'system', value: `${machine.platform} ${machine.arch}, ${machine.osRelease}` },
      ],
    },
    {
      title: 'What the lab can do here',
      facts: [
        { name: 'workers by default', value: formatCount(report.defaultWorkers) },
        { name: 'smallest clock step', value: `${significant(report.clockStepNanos)}\u202fns` },
        { name: 'WebAssembly threads', value: report.wasmThreads ? 'available' : 'not available' },
        { name: 'to a warm worker and back', value: `${significant(report.roundTripMicros)}\u202fµs` },
        { name: 'Electron', value: foundText(report.electron) },
        { name: 'Chromium', value: foundText(report.chromium) },
      ],
    },
    {
      title: 'Plain accesses to shared memory',
      facts: [
        {
          name: 'kept as written',
          value: plainAccesses.kept
            ? 'Every check passed: no load was hoisted, no store merged.'
            : 'A check failed: figures of variants with plain accesses may be the compiler’s work.',
        },
        ...plainAccesses.checks.map(({ name, passed, finding }) => ({
          name,
          value: `${passed ? 'passed' : 'failed'}: ${finding}`,
        })),
      ],
    },
    {
      title: 'Python',
      facts: pythonsInWords(report.pythons).map(({ name, detail }) => ({ name, value: detail })),
    },
    {
      title: 'Versions',
      facts: [
        { name: 'Interleave', value: versions.interleave },
        { name: 'Node', value: versions.node },
        { name: 'V8', value: versions.v8 },
      ],
    },
  ]
}

function foundText({ found, detail }: { readonly found: boolean; readonly detail: string }): string {
  return found ? `found: ${detail}` : `not found: ${detail}`
}
