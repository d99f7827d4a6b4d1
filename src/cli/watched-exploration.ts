import { isLabError } from '../base/errors.ts'
import type { Exploration, ExploreRequestInput } from '../contract/exploration.ts'
import type { Lab } from '../contract/lab.ts'
import type { Overlay } from '../contract/overlay.ts'
import { EXIT } from './exit-codes.ts'
import { ExploringLine } from './exploring-line.ts'
import { onInterrupt } from './signals.ts'
import type { Terminal } from './terminal.ts'

interface Watched<T> {
  readonly found: T
  /** The exit code of an interruption if there was one. */
  readonly interrupted: number | null
}

/** Searches to the end while somebody watches and may interrupt. */
export function watchedExploration(
  lab: Lab,
  request: ExploreRequestInput,
  terminal: Terminal,
): Promise<Watched<Exploration>> {
  return watched(lab, terminal, line => lab.explore(request, progress => line.show(progress)))
}

/** Runs on real threads what was searched, in the same way; null where there are no rounds of it, which is told. */
export async function watchedOverlay(
  lab: Lab,
  { experiment, variant, params }: Exploration,
  rounds: number,
  terminal: Terminal,
): Promise<Watched<Overlay | null>> {
  try {
    const request = { experiment, variant, set: params, rounds }
    return await watched(lab, terminal, line => lab.overlay(request, progress => line.showRounds(progress)))
  } catch (thrown) {
    if (!isLabError(thrown) || thrown.code !== 'NO_ROUNDS') throw thrown
    terminal.tell(thrown.message)
    return { found: null, interrupted: null }
  }
}

/** Ctrl-C, or a reader of results that goes away, stops the work, and what it found so far is returned like any other result. */
async function watched<T>(
  lab: Lab,
  terminal: Terminal,
  work: (line: ExploringLine) => Promise<T>,
): Promise<Watched<T>> {
  const line = new ExploringLine(terminal.watched)
  let interrupted: number | null = null
  const stop = (): void => void lab.stopExploring()
  const forget = onInterrupt(() => {
    interrupted = EXIT.signal
    stop()
  })
  terminal.onClosed(stop)
  try {
    return { found: await work(line), interrupted }
  } finally {
    line.end()
    forget()
  }
}
