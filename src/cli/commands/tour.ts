import { Command } from 'commander'
import { formatBytes } from '../../base/units.ts'
import type { DoctorReport } from '../../contract/doctor.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { renderRun } from '../render/run-report.ts'
import type { Shell } from '../run-cli.ts'
import { watchedRun } from '../watched-run.ts'

/** `interleave tour`: this machine in three lines, then the first experiment with its verdict. */
export function tourCommand({ terminal, openLab }: Shell, setExitCode: (code: number) => void): Command {
  return new Command('tour')
    .description('the lab in a minute: this machine, then the first experiment')
    .action(async () => {
      const lab = openLab()
      try {
        for (const line of briefly(await lab.doctor())) terminal.print(line)
        terminal.print('')
        const request = { experiment: 'lost-update', preset: '2x100000' }
        const { result, interrupted } = await watchedRun(lab, request, terminal, terminal.watched)
        terminal.print(renderRun(result, terminal, false))
        terminal.print(`\nGo on with: npx interleave run ${result.experiment} --workers 4, or npx interleave --help`)
        setExitCode(interrupted ?? exitCodeOf(result))
      } finally {
        await lab.close()
      }
    })
}

function briefly({ machine, versions, clockStepNanos, plainAccesses, electron, chromium }: DoctorReport): string[] {
  const kept = plainAccesses.kept
    ? 'reach memory one by one'
    : 'are merged by this engine: plain variants show less than they should'
  return [
    `This machine: ${machine.cpu}, ${String(machine.cores)} cores, ${formatBytes(machine.memoryBytes)}; Node ${versions.node}, V8 ${versions.v8}`,
    `Measured now: clock step ${String(clockStepNanos)} ns; plain accesses to shared memory ${kept}`,
    `Also here: Electron ${electron.found ? 'yes' : `no (${electron.detail})`}; Chromium ${chromium.found ? 'yes' : `no (${chromium.detail})`}`,
  ]
}
