import { Command } from 'commander'
import { formatBytes, significant } from '../../base/units.ts'
import type { DoctorReport } from '../../contract/doctor.ts'
import { pythonsInWords } from '../../contract/python-in-words.ts'
import type { Shell } from '../run-cli.ts'

/** `interleave doctor`: what this machine can do for the lab. */
export function doctorCommand({ terminal, openLab }: Shell): Command {
  return new Command('doctor')
    .description('what this machine can do for the lab, measured now')
    .option('--json', 'print the report as one JSON document')
    .action(async ({ json }: { json?: true }) => {
      const lab = openLab()
      try {
        const report = await lab.doctor()
        terminal.print(json === true ? JSON.stringify(report, null, 2) : lines(report).map(aligned).join('\n'))
      } finally {
        await lab.close()
      }
    })

  function aligned({ name, ok, text }: Line): string {
    const mark = ok === null ? ' ' : ok ? terminal.style('green', '✓') : terminal.style('yellow', '!')
    return `${mark} ${name.padEnd(NAME_WIDTH)}${text}`
  }
}

const NAME_WIDTH = 18

interface Line {
  readonly name: string
  /** Null where there is nothing to be right or wrong. */
  readonly ok: boolean | null
  readonly text: string
}

function lines(report: DoctorReport): Line[] {
  const { machine, versions, plainAccesses, electron, chromium } = report
  const many = machine.cores > 1
  return [
    { name: 'cores', ok: many, text: `${String(machine.cores)}, ${machine.cpu}${many ? '' : '; races need two'}` },
    { name: 'default workers', ok: null, text: String(report.defaultWorkers) },
    {
      name: 'memory',
      ok: null,
      text: `${formatBytes(machine.memoryBytes)}, ${formatBytes(report.freeMemoryBytes)} free`,
    },
    { name: 'system', ok: null, text: `${machine.platform} ${machine.osRelease}, ${machine.arch}` },
    { name: 'versions', ok: null, text: `Interleave ${versions.interleave}, Node ${versions.node}, V8 ${versions.v8}` },
    { name: 'clock step', ok: report.clockStepNanos < 1000, text: `${String(report.clockStepNanos)} ns` },
    {
      name: 'wasm threads',
      ok: report.wasmThreads,
      text: report.wasmThreads ? 'yes: locks run at native speed' : 'no: locks run as JavaScript',
    },
    { name: 'round trip', ok: null, text: `${significant(report.roundTripMicros)} µs to a warm worker and back` },
    ...plainAccesses.checks.map(({ name, passed, finding }) => ({
      name: `plain ${name} kept`,
      ok: passed,
      text: finding,
    })),
    { name: 'Electron', ok: electron.found, text: electron.detail },
    { name: 'Chromium', ok: chromium.found, text: chromium.detail },
    ...pythonsInWords(report.pythons).map(({ ok, name, detail }, line) => ({
      name: line === 0 ? 'Python' : '',
      ok,
      text: `${name}, ${detail}`,
    })),
  ]
}
