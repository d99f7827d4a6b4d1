import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Pictures, Printer } from '../engine/ports.ts'

/** From sources the script lies with its page; a build puts a copy of it beside this file. */
const REPLAY_SCRIPT = new URL(
  import.meta.url.endsWith('.ts') ? '../report-page/replay.js' : './report-replay.js',
  import.meta.url,
)

/** Figures by this project's own charts; what is no text by the given printer. */
export function nodePictures(printer: Printer): Pictures {
  return {
    async figuresOf(run, entry) {
      // Most runs are never reported on: charts are loaded when one is.
      const { runFigures } = await import('../charts/run-figures.ts')
      return runFigures(run, entry)
    },
    async figuresOfComparison(comparison, entry) {
      const { comparisonFigures } = await import('../charts/comparison-figures.ts')
      return comparisonFigures(comparison, entry)
    },
    async figuresOfSweep(sweep, entry) {
      const { sweepFigures } = await import('../charts/sweep-figures.ts')
      return sweepFigures(sweep, entry)
    },
    replayScript: () => readFile(REPLAY_SCRIPT, 'utf8'),
    sha256: text => createHash('sha256').update(text).digest('base64'),
    printer,
  }
}
