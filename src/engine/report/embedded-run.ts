import type { RunDocument } from '../../contract/run-document.ts'

/** Characters: with drawings and tables beside it the file stays below a megabyte. */
const MOST_EMBEDDED = 250_000

/**
 * What an HTML report carries along of its run, so that it can be read back: all of it, or all but what was sampled
 * where that is too much, or nothing.
 */
export function embeddedRun(run: RunDocument): RunDocument | null {
  const unsampled = {
    ...run,
    variants: run.variants.map(one => ({ ...one, series: [], probe: null, waits: [], tiles: null })),
  }
  return [run, unsampled].find(fitsInHtml) ?? null
}

/** Whether an HTML report can carry a document along. */
export function fitsInHtml(document: object): boolean {
  return JSON.stringify(document).length <= MOST_EMBEDDED
}
