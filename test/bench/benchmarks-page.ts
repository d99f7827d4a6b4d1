import { format, resolveConfig } from 'prettier'
import { formatBytes } from '../../src/base/units.ts'
import type { BenchDocument } from './bench-document.ts'
import { cellsOf, COLUMNS } from './in-words.ts'

/** What the document itself does not say of a run. */
export interface RunFacts {
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMillis: number
  readonly quick: boolean
  /** Runnable threads of the whole machine, averaged over the minute before the run; null where unknown (Windows). */
  readonly loadBefore: number | null
}

/** docs/benchmarks.md, formatted as all our pages are. @param path where it will lie, for the formatter's rules */
export async function benchmarksPage(document: BenchDocument, facts: RunFacts, path: string): Promise<string> {
  const rules = await resolveConfig(path)
  return format(pageText(document, facts), { ...rules, parser: 'markdown' })
}

function pageText(document: BenchDocument, facts: RunFacts): string {
  const { rows, absent } = document
  const missed = rows.filter(({ mustMet, goalMet }) => mustMet === false || goalMet === false)
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench -- --write\`${facts.quick ? ' with `--quick`' : ''}; do not edit. \`npm run bench\` measures on your machine.`,
    '',
    HOW_TO_READ,
    '',
    '## The machine',
    '',
    machineList(document, facts),
    '',
    '## The figures',
    '',
    tableOf(rows.map(cellsOf)),
    '',
    ...rows.map(({ name, note }) => `- **${name}**: ${note}.`),
    '',
    ...(absent.length > 0 ? ['## Absent', '', ...absent.map(({ name, why }) => `- **${name}**: ${why}.`), ''] : []),
    '## Misses',
    '',
    missed.length === 0
      ? 'No row with a target misses it in this run.'
      : `Of the rows with a target, these miss one: ${missed.map(({ name }) => `_${name}_`).join('; ')}. Their notes above give the reason.`,
    '',
    NOT_SHOWN,
    '',
  ].join('\n')
}

function machineList({ machine, versions }: BenchDocument, facts: RunFacts): string {
  const load = facts.loadBefore === null ? 'unknown' : facts.loadBefore.toFixed(2)
  return [
    `- ${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)} of memory, ${machine.platform} ${machine.arch}`,
    `- Node ${versions.node}, V8 ${versions.v8}, Interleave ${versions.interleave}`,
    `- C: ${versions.cc ?? 'none'}`,
    `- Rust: ${versions.rustc ?? 'none'}`,
    `- Python: ${versions.python ?? 'none'}`,
    `- ${facts.startedAt.slice(0, 10)}, ${String(Math.round(facts.durationMillis / 1000))} s; load average over the minute before: ${load}`,
  ].join('\n')
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(COLUMNS), line(COLUMNS.map(() => '---')), ...rows.map(line)].join('\n')
}

const HOW_TO_READ = `Every figure is a **ratio of two measurements in one run**. A round measures both sides, one right after the other, in
alternating order; the figure is the median of the rounds' ratios, with their quartiles in brackets: half of all rounds
lie between them. Both sides do the same operations on the same number of threads, leave a start line together, and only
the phase after it is timed; contended locks run for the same time instead, and what is compared is time per operation.
Both sides are warmed up, and started afresh every few rounds. The ratio is speed (1 = as fast as the base, more is
better); in the rows on telemetry, latency and wake-up it is time (1 = as long as the base, less is better). Where several
rows come from the same rounds, their notes say so. Before and after each round two threads that share nothing run against
one alone: where they do not gain, other work holds a core, and the bench waits or repeats the round, whatever it
measured; rows for which that was not enough say so. Differences within 15 % between two runs on a shared machine are
ties. Wrong results of the work (an atomic counter that is not exact, a queue that loses an item) make a row invalid: it is
then listed as absent.`

const NOT_SHOWN = `## What these figures do not show

- **Other machines.** Ratios travel better than times, but the caches, the cores and the scheduler are this machine's.
- **Many cores.** Eight threads at most, on the cores stated above.
- **Useful work.** The loops do one addition at a time; a program that computes between two accesses sees far smaller
  differences.
- **What other programs took.** The cores are shared with whatever else runs; that is what the quartiles are for.
- **The compiler's last word.** The other languages are compiled as stated above, without link-time or profile-guided
  optimisation.
- **A disk that is really cold.** The start is measured with Node and the sources in the system's cache.`
