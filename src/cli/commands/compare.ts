import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { RunReference } from '../../contract/lab.ts'
import { COMPARISON_FORMATS } from '../../contract/report-formats.ts'
import { EXIT } from '../exit-codes.ts'
import { tellNotices } from '../history-words.ts'
import { readImport } from '../import-file.ts'
import { checkFormats, checkOutputFiles } from '../output-files.ts'
import { renderComparison } from '../render/comparison.ts'
import type { Shell } from '../run-cli.ts'
import { slowdownOf, slowdownInWords } from '../slowdown.ts'
import { collected, once } from '../usage.ts'
import { writeReports } from '../write-reports.ts'

interface CompareOptions {
  readonly failIfSlower?: string
  readonly out?: readonly string[]
  readonly json?: true
}

/** `interleave compare <run> <run>`: runs of one experiment, held against the first of them. */
export function compareCommand(shell: Shell, setExitCode: (code: number) => void): Command {
  return new Command('compare')
    .description('compare runs of one experiment with the first of them')
    .argument('<run...>', 'an id or its beginning, "last", or a .json or .html report of a run')
    .option(
      '--fail-if-slower <percent>',
      'exit 1 where a variant is slower by more than that for certain, 6 where that cannot be told: 10%',
      once('--fail-if-slower'),
    )
    .option(
      '--out <file>',
      `write a report, by its ending (${COMPARISON_FORMATS.map(f => `.${f}`).join(' ')}); may be repeated`,
      collected,
    )
    .option('--json', 'print the comparison as one JSON document')
    .action(async (runs: string[], options: CompareOptions) => {
      setExitCode(await compare(shell, runs, options))
    })
}

async function compare(
  { terminal, openLab }: Shell,
  runs: readonly string[],
  options: CompareOptions,
): Promise<number> {
  const limit = options.failIfSlower === undefined ? null : shareFrom(options.failIfSlower)
  if (runs.length < 2) {
    throw new LabError('USAGE', `one run is nothing to compare, got "${printable(runs[0] ?? '')}"`, {
      allowed: 'two runs or more',
      suggestion: 'interleave compare <run> last',
    })
  }
  const files = await checkOutputFiles(options.out ?? [], COMPARISON_FORMATS)
  const references = await Promise.all(runs.map(referenceTo))
  const lab = openLab()
  try {
    await checkFormats(lab, files)
    const comparison = await lab.compare(references)
    if (options.json === true) terminal.print((await lab.reportComparison(comparison, 'json')).trimEnd())
    else terminal.print(renderComparison(comparison, terminal))
    const interrupted = await writeReports(files, terminal, (format, cancelling) =>
      lab.reportComparison(comparison, format, cancelling),
    )
    if (interrupted !== null) return interrupted
    if (limit === null) return EXIT.ok
    const slowdown = slowdownOf(comparison, limit)
    terminal.tell(slowdownInWords(slowdown, limit))
    return slowdown.exitCode
  } finally {
    tellNotices(terminal, lab.history.notices())
    await lab.close()
  }
}

/** A file by its ending; ids have none of these. */
async function referenceTo(run: string): Promise<RunReference> {
  return /\.(?:json|html)$/i.test(run) ? { text: await readImport(run) } : { kept: run }
}

/** A share of one, of "10%" or "10". @throws {LabError} BAD_VALUE */
function shareFrom(given: string): number {
  const [, number] = /^(\d{1,2}(?:\.\d{1,6})?)%?$/.exec(given) ?? []
  if (number !== undefined) return Number(number) / 100
  throw new LabError('BAD_VALUE', `--fail-if-slower takes a percentage, got "${printable(given)}"`, {
    allowed: '0% to below 100%',
    suggestion: '--fail-if-slower 10%',
  })
}
