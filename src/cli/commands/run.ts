import { Command } from 'commander'
import type { Lab } from '../../contract/lab.ts'
import { REPORT_FORMATS } from '../../contract/report-formats.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { tellKeeping, tellNotices } from '../history-words.ts'
import { checkFormats, checkOutputFiles } from '../output-files.ts'
import { renderRun } from '../render/run-report.ts'
import { requestFrom, withRequestOptions, type RequestOptions } from '../request-options.ts'
import type { Shell } from '../run-cli.ts'
import { collected } from '../usage.ts'
import { watchedRun } from '../watched-run.ts'
import { writeReports } from '../write-reports.ts'

interface RunOptions extends RequestOptions {
  readonly out?: readonly string[]
  readonly json?: true
  readonly quiet?: true
}

/** `interleave run <experiment>`. */
export function runCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return withRequestOptions(
    new Command('run')
      .description('run an experiment on real threads')
      .argument('<experiment>', 'see: interleave list'),
  )
    .option(
      '--out <file>',
      `write a report, by its ending (${REPORT_FORMATS.map(f => `.${f}`).join(' ')}); may be repeated`,
      collected,
    )
    .option('--no-save', 'keep the run out of the history')
    .option('--json', 'print the run as one JSON document')
    .option('--quiet', 'print the verdict only')
    .action(async (experiment: string, options: RunOptions) => {
      setExitCode(await run(shell, experiment, options))
    })
}

async function run({ terminal, openLab }: Shell, experiment: string, options: RunOptions): Promise<number> {
  const request = requestFrom(experiment, options)
  const files = await checkOutputFiles(options.out ?? [])

  const lab = openLab()
  try {
    await checkFormats(lab, files)
    const live = terminal.watched && options.quiet !== true
    const { result, interrupted, keeping } = await watchedRun(lab, request, terminal, live)
    await show(lab, result)
    tellNotices(terminal, lab.history.notices())
    tellKeeping(terminal, keeping)
    const unwritten = await writeReports(files, terminal, (format, cancelling) =>
      lab.report(result, format, cancelling),
    )
    return interrupted ?? unwritten ?? (terminal.closed ? EXIT.io : exitCodeOf(result))
  } finally {
    await lab.close()
  }

  async function show(from: Lab, result: RunDocument): Promise<void> {
    if (options.json === true) terminal.print((await from.report(result, 'json')).trimEnd())
    else terminal.print(renderRun(result, terminal, options.quiet === true))
    if (options.json !== true || options.quiet === true) return
    for (const { code, message } of result.warnings) terminal.tell(`warning[${code}]: ${message}`)
  }
}
