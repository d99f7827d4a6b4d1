import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import type { Keeping } from '../../contract/history.ts'
import type { Lab } from '../../contract/lab.ts'
import { COMPARISON_FORMATS } from '../../contract/report-formats.ts'
import type { SweepEvent, SweepObserver } from '../../contract/sweep-events.ts'
import { warningsOf } from '../../contract/sweep-in-words.ts'
import { parseOver, parseShard } from '../../contract/sweep-range.ts'
import type { SweepRequestInput } from '../../contract/sweep-request.ts'
import type { SweepDocument } from '../../contract/sweep.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { tellKeeping, tellNotices } from '../history-words.ts'
import { LiveSweep } from '../live-sweep.ts'
import { checkFormats, checkOutputFiles } from '../output-files.ts'
import { renderSweep } from '../render/sweep-report.ts'
import { requestFrom, withRequestOptions, type RequestOptions } from '../request-options.ts'
import type { Shell } from '../run-cli.ts'
import { onInterrupt } from '../signals.ts'
import type { Terminal } from '../terminal.ts'
import { collected, once } from '../usage.ts'
import { writeReports } from '../write-reports.ts'

interface SweepOptions extends RequestOptions {
  readonly over?: readonly string[]
  readonly shard?: string
  readonly resume?: string
  readonly out?: readonly string[]
  readonly json?: true
  readonly quiet?: true
}

/** A trial that is under way has its own time to stop; what was measured is on the disk long since. */
const WINDS_UP_MILLIS = 2_500

/** `interleave sweep <experiment> --over <param>=<values>`. */
export function sweepCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return withRequestOptions(
    new Command('sweep')
      .description('run an experiment at every value of a parameter, or of two')
      .argument('[experiment]', 'see: interleave list')
      .option('--over <param=values>', 'a,b,c or a..b:step; twice for a grid', collected)
      .option('--shard <i/n>', 'only part i of n; history import makes one sweep of all parts', once('--shard'))
      .option('--resume <sweep>', 'go on with a sweep of the history, by its id, or "last"', once('--resume')),
  )
    .option(
      '--out <file>',
      `write a report, by its ending (${COMPARISON_FORMATS.map(f => `.${f}`).join(' ')}); may be repeated`,
      collected,
    )
    .option('--no-save', 'keep the sweep out of the history')
    .option('--json', 'print the sweep as one JSON document')
    .option('--quiet', 'print the verdict only')
    .action(async (experiment: string | undefined, options: SweepOptions) => {
      setExitCode(await sweep(shell, taskFrom(experiment, options), options))
    })
}

type Task = { readonly request: SweepRequestInput } | { readonly resume: string | null }

/** @throws {LabError} USAGE, BAD_VALUE */
function taskFrom(experiment: string | undefined, { resume, over = [], shard, ...options }: SweepOptions): Task {
  if (resume === undefined) {
    if (experiment === undefined) {
      throw new LabError('USAGE', 'a sweep needs an experiment, or one to go on with', {
        allowed: '<experiment> --over <param>=<values>, or --resume <sweep>',
        suggestion: 'interleave sweep mutex --over workers=1..8:1',
      })
    }
    return {
      request: {
        ...requestFrom(experiment, options),
        over: over.map(parseOver),
        shard: shard === undefined ? null : parseShard(shard),
      },
    }
  }
  const { variant, preset, set, workers, trials, seed, timeCap, primitives } = options
  const planned = [experiment, shard, variant, preset, set, workers, trials, seed, timeCap, primitives]
  if (over.length > 0 || planned.some(given => given !== undefined) || !options.save) {
    throw new LabError('USAGE', '--resume goes on with a plan as it is, so nothing else of it can be said', {
      allowed: '--resume <sweep>, --out <file>, --json, --quiet',
      suggestion: 'interleave sweep --resume last',
    })
  }
  return { resume: resume === 'last' ? null : resume }
}

async function sweep({ terminal, openLab }: Shell, task: Task, options: SweepOptions): Promise<number> {
  const files = await checkOutputFiles(options.out ?? [], COMPARISON_FORMATS)
  const lab = openLab()
  try {
    await checkFormats(lab, files)
    const how = options.quiet === true ? 'silent' : terminal.watched ? 'painted' : 'lines'
    const { result, interrupted, keeping } = await watched(lab, task, terminal, new LiveSweep(terminal, how))
    await show(lab, result, terminal, options)
    tellNotices(terminal, lab.history.notices())
    tellKeeping(terminal, keeping)
    const unwritten = await writeReports(files, terminal, (format, cancelling) =>
      lab.sweepReport(result, format, cancelling),
    )
    if (interrupted !== null && keeping?.saved === true) {
      terminal.tell(`To go on: interleave sweep --resume ${result.id}`)
    }
    return interrupted ?? unwritten ?? (terminal.closed ? EXIT.io : exitCodeOf(result))
  } finally {
    await lab.close()
  }
}

async function show(lab: Lab, result: SweepDocument, terminal: Terminal, options: SweepOptions): Promise<void> {
  if (options.json !== true) {
    terminal.print(renderSweep(result, terminal, options.quiet === true))
    return
  }
  terminal.print((await lab.sweepReport(result, 'json')).trimEnd())
  if (options.quiet === true) return
  for (const { code, message } of warningsOf(result)) terminal.tell(`warning[${code}]: ${message}`)
}

/** To the end, while somebody watches and may interrupt; what was measured until then is returned like any other. */
async function watched(
  lab: Lab,
  task: Task,
  terminal: Terminal,
  live: LiveSweep,
): Promise<{ readonly result: SweepDocument; readonly interrupted: number | null; readonly keeping: Keeping | null }> {
  let interrupted: number | null = null
  let keeping: Keeping | null = null
  const stop = (): void => void lab.stop()
  const forget = onInterrupt(() => {
    interrupted = EXIT.signal
    stop()
  }, WINDS_UP_MILLIS)
  terminal.onClosed(stop)
  const observer: SweepObserver = {
    sweep: (event: SweepEvent) => {
      if (event.kind === 'sweep-finished') keeping = event.keeping ?? null
      live.sweep(event)
    },
  }
  try {
    const result =
      'resume' in task ? await lab.resumeSweep(task.resume, observer) : await lab.sweep(task.request, observer)
    return { result, interrupted, keeping }
  } finally {
    live.end()
    forget()
  }
}
