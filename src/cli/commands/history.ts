import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { counted, formatBytes } from '../../base/units.ts'
import type { HistoryPage, RunEntry } from '../../contract/history.ts'
import type { Lab } from '../../contract/lab.ts'
import { verdictSchema, type Verdict } from '../../contract/words.ts'
import { EXIT } from '../exit-codes.ts'
import { entryLine, tellNotices } from '../history-words.ts'
import { importFiles } from '../import-files.ts'
import { checkFormats, checkOutputFiles } from '../output-files.ts'
import { renderRun } from '../render/run-report.ts'
import { renderSweep } from '../render/sweep-report.ts'
import type { Shell } from '../run-cli.ts'
import { collected, once } from '../usage.ts'
import { writeReports } from '../write-reports.ts'

const LISTED = 20

interface ListOptions {
  readonly search?: string
  readonly experiment?: string
  readonly verdict?: string
  readonly skip?: string
  readonly json?: true
}

/** `interleave history`: the runs that were kept. */
export function historyCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  const { terminal } = shell
  const history = new Command('history')
    .description('the runs that were kept, newest first')
    .option('--search <words>', 'only runs that have all of these words somewhere', once('--search'))
    .option('--experiment <id>', 'only runs of this experiment', once('--experiment'))
    .option('--verdict <verdict>', `only these: ${verdictSchema.options.join(', ')}`, once('--verdict'))
    .option('--skip <n>', `leave out the newest n; ${String(LISTED)} are listed`, once('--skip'))
    .option('--json', 'print the list as one JSON document')
    .action((options: ListOptions) => withLab(shell, lab => list(lab, options)))
  history
    .command('show')
    .description('a run as it was printed when it ended')
    .argument('<run>')
    .option('--json', 'print it as one JSON document')
    // The list's own option of that name takes it, wherever it stands.
    .action((run: string, _: object, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: true }>()
      return withLab(shell, lab => show(lab, run, json === true))
    })
  history
    .command('export')
    .description('write reports of a run')
    .argument('<run>')
    .option('--out <file>', 'a report; its ending is its format; may be repeated', collected)
    .action(async (run: string, { out }: { out?: readonly string[] }) => {
      setExitCode(await exportRun(shell, run, out))
    })
  history
    .command('import')
    .description('take in runs from their JSON or HTML reports, and parts of a sweep as one')
    .argument('<file...>')
    .action(async (files: string[]) => {
      setExitCode(await withLab(shell, lab => importFiles(lab, files, terminal)))
    })
  history
    .command('delete')
    .description('delete runs; "restore" brings them back for an hour at least')
    .argument('<run...>')
    .action((runs: string[]) => withLab(shell, lab => remove(lab, runs)))
  history
    .command('restore')
    .description('bring back runs that were deleted')
    .argument('<run...>')
    .action((runs: string[]) => withLab(shell, lab => bringBack(lab, runs)))
  history
    .command('edit')
    .description('what a run is called, what is noted about it, whether it is pinned')
    .argument('<run>')
    .option('--name <text>', 'its name', once('--name'))
    .option('--note <text>', 'its note', once('--note'))
    .option('--pin', 'never remove it to make room')
    .option('--no-pin', 'remove it to make room when its turn comes')
    .action((run: string, { name, note, pin }: { name?: string; note?: string; pin?: boolean }) =>
      withLab(shell, async lab => {
        const edit = { ...(name !== undefined && { name }), ...(note !== undefined && { note }) }
        terminal.print(
          entryLine(terminal, await lab.history.edit(run, pin === undefined ? edit : { ...edit, pinned: pin })),
        )
      }),
    )
  history
    .command('limit')
    .description('how much room all runs may take; the oldest that are not pinned make room')
    .argument('<size>', 'in MiB or GiB')
    .action((size: string) => withLab(shell, lab => limit(lab, size)))
  history
    .command('backup')
    .description('copy the whole history into a new file')
    .argument('<file>')
    .action((file: string) =>
      withLab(shell, async lab => {
        await lab.history.backup(file)
        terminal.print(`The history is copied to ${printable(file)}.`)
      }),
    )
  return history

  async function list(lab: Lab, options: ListOptions): Promise<void> {
    const page = await lab.history.list({
      search: options.search ?? '',
      experiment: options.experiment ?? null,
      verdict: verdictFrom(options.verdict),
      offset: wholeNumber('--skip', options.skip ?? '0'),
      limit: LISTED,
    })
    if (options.json === true) terminal.print(JSON.stringify(documentOf(page), null, 2))
    else terminal.print(inWords(page, options))
  }

  function inWords(page: HistoryPage, { search, skip }: ListOptions): string {
    const { entries, total, size, nearest } = page
    const room = `${counted(size.runs, 'run')}, ${formatBytes(size.bytes)} of at most ${formatBytes(size.limitBytes)}.`
    if (entries.length > 0) {
      const rest = total - entries.length - Number(skip ?? 0)
      const more = rest > 0 ? ` ${counted(rest, 'older one')} not listed: --skip.` : ''
      return [...entries.map(entry => entryLine(terminal, entry)), '', `${room}${more}`].join('\n')
    }
    if (size.runs === 0) return 'No run is kept yet. Each "interleave run" keeps one.'
    const hint = nearest === null ? '' : ` Nearest: ${printable(nearest)}.`
    return `No run matches ${search === undefined ? 'that' : `"${printable(search)}"`}.${hint} ${room}`
  }

  async function show(lab: Lab, run: string, json: boolean): Promise<void> {
    const entry = await lab.history.entry(run)
    if (entry.kind === 'sweep') {
      await showSweep(lab, entry, json)
      return
    }
    const { document } = await lab.history.open(entry.id)
    if (json) {
      terminal.print((await lab.report(document, 'json')).trimEnd())
      return
    }
    printHead(entry, document.machine.cpu)
    terminal.print(renderRun(document, terminal, false))
  }

  async function showSweep(lab: Lab, entry: RunEntry, json: boolean): Promise<void> {
    const { document } = await lab.history.openSweep(entry.id)
    if (json) {
      terminal.print((await lab.sweepReport(document, 'json')).trimEnd())
      return
    }
    printHead(entry, document.machines[0]?.machine.cpu ?? 'no machine')
    terminal.print(renderSweep(document, terminal, false))
  }

  function printHead({ startedAt, name, note, imported }: RunEntry, cpu: string): void {
    const from = imported ? 'imported' : `on ${printable(cpu)}`
    terminal.print(`RECORDED ${startedAt}, ${from}${name === '' ? '' : `: ${printable(name)}`}`)
    if (note !== '') terminal.print(printable(note, 10_000))
  }

  async function remove(lab: Lab, runs: readonly string[]): Promise<void> {
    await lab.history.delete(runs)
    terminal.print(
      `${counted(runs.length, 'run')} deleted. To bring back: interleave history restore ${runs.join(' ')}`,
    )
  }

  async function bringBack(lab: Lab, runs: readonly string[]): Promise<void> {
    await lab.history.restore(runs)
    terminal.print(`${counted(runs.length, 'run')} brought back.`)
  }

  async function limit(lab: Lab, given: string): Promise<void> {
    const { runs, bytes, limitBytes } = await lab.history.limit(bytesFrom(given))
    terminal.print(`${counted(runs, 'run')}, ${formatBytes(bytes)} of at most ${formatBytes(limitBytes)}.`)
  }
}

/** `interleave report <run> --out <file>`: the same as `history export`. */
export function reportCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return new Command('report')
    .description('write reports of a run that was kept')
    .argument('<run>', 'see: interleave history')
    .option('--out <file>', 'a report; its ending is its format; may be repeated', collected)
    .action(async (run: string, { out }: { out?: readonly string[] }) => {
      setExitCode(await exportRun(shell, run, out))
    })
}

async function exportRun(shell: Shell, run: string, out: readonly string[] = []): Promise<number> {
  if (out.length === 0) {
    throw new LabError('USAGE', 'where to is not said', { allowed: '--out <file>', suggestion: `--out ${run}.md` })
  }
  const files = await checkOutputFiles(out)
  return withLab(shell, async lab => {
    await checkFormats(lab, files)
    const make = await reportOf(lab, run)
    const interrupted = await writeReports(files, shell.terminal, make)
    if (interrupted !== null) return interrupted
    shell.terminal.print(`Written: ${files.map(({ path }) => printable(path)).join(', ')}`)
    return EXIT.ok
  })
}

/** What makes reports of a kept run or sweep. */
async function reportOf(lab: Lab, reference: string): Promise<Parameters<typeof writeReports>[2]> {
  const { id, kind } = await lab.history.entry(reference)
  if (kind === 'sweep') {
    const { document } = await lab.history.openSweep(id)
    return (format, cancelling) => lab.sweepReport(document, format, cancelling)
  }
  const { document } = await lab.history.open(id)
  return (format, cancelling) => lab.report(document, format, cancelling)
}

async function withLab<T>(shell: Shell, work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = shell.openLab()
  try {
    return await work(lab)
  } finally {
    tellNotices(shell.terminal, lab.history.notices())
    await lab.close()
  }
}

function documentOf({ entries, total, size }: HistoryPage): object {
  return { schema: 'interleave.history/1', runs: entries, total, size }
}

function verdictFrom(given: string | undefined): Verdict | null {
  if (given === undefined) return null
  const verdict = verdictSchema.options.find(known => known === given)
  if (verdict !== undefined) return verdict
  throw new LabError('BAD_VALUE', `--verdict takes a verdict, got "${printable(given)}"`, {
    allowed: verdictSchema.options.join(', '),
    suggestion: '--verdict failed',
  })
}

function wholeNumber(option: string, given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new LabError('BAD_VALUE', `${option} must be a whole number, got "${printable(given)}"`, {
    allowed: '0 to 999999999',
    suggestion: `${option} ${String(LISTED)}`,
  })
}

const UNITS = { MiB: 2 ** 20, GiB: 2 ** 30 } as const

function bytesFrom(given: string): number {
  const [, number, unit] = /^(\d{1,7}) ?(MiB|GiB)$/.exec(given) ?? []
  if (number !== undefined && (unit === 'MiB' || unit === 'GiB')) return Number(number) * UNITS[unit]
  throw new LabError('BAD_VALUE', `the limit must be a size, got "${printable(given)}"`, {
    allowed: 'a whole number with MiB or GiB, 1 MiB at least',
    suggestion: 'interleave history limit 2GiB',
  })
}
