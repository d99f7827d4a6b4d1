import type { Keeping } from '../contract/history.ts'
import type { Lab } from '../contract/lab.ts'
import type { RunDocument } from '../contract/run-document.ts'
import type { RunRequestInput } from '../contract/run-request.ts'
import { EXIT } from './exit-codes.ts'
import { LiveProgress } from './live-progress.ts'
import { onInterrupt } from './signals.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs to the end while somebody watches and may interrupt: Ctrl-C, or a reader of results that goes away, stops the
 * run, and the partial result is returned like any other.
 * @param live paint progress
 * @returns the result, the exit code of an interruption if there was one, and what became of it in the history
 */
export async function watchedRun(
  lab: Lab,
  request: RunRequestInput,
  terminal: Terminal,
  live: boolean,
): Promise<{
  readonly result: RunDocument
  readonly interrupted: number | null
  readonly keeping: Keeping | null
}> {
  const progress = new LiveProgress(terminal, live)
  let interrupted: number | null = null
  let keeping: Keeping | null = null
  const stop = (): void => void lab.stop()
  const forget = onInterrupt(() => {
    interrupted = EXIT.signal
    stop()
  })
  terminal.onClosed(stop)
  try {
    const result = await lab.run(request, {
      event: event => {
        if (event.kind === 'run-finished') keeping = event.keeping ?? null
        progress.event(event)
      },
      frame: cells => {
        progress.frame(cells)
      },
    })
    return { result, interrupted, keeping }
  } finally {
    progress.end()
    forget()
  }
}
