import { EXIT } from './exit-codes.ts'

/** A run that has not wound itself up by then is left behind. */
const RUN_WINDS_UP_MILLIS = 900

/**
 * Calls `interrupt` on the first Ctrl-C (or SIGTERM, SIGHUP); a second one, or a run that does not wind up, ends the
 * process at once.
 * @param windUpMillis from the first one on
 * @returns takes the handlers away again
 */
export function onInterrupt(interrupt: () => void, windUpMillis = RUN_WINDS_UP_MILLIS): () => void {
  let first = true
  let timer: NodeJS.Timeout | undefined
  const handle = (): void => {
    if (!first) process.exit(EXIT.signal)
    first = false
    timer = setTimeout(() => process.exit(EXIT.signal), windUpMillis).unref()
    interrupt()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, handle)
  return () => {
    for (const signal of signals) process.off(signal, handle)
    clearTimeout(timer)
  }
}
