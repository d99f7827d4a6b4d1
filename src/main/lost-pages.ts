import { app } from 'electron'
import { ask } from './messages.ts'

/** A page that is lost so often within so long is lost again when it is loaded again. */
const LOSSES = 3
const LOSSES_WITHIN_MILLIS = 10_000

/** Loads a page whose process ended once more, and says so; the run it showed goes on in the engine host meanwhile. */
export function reloadLostPages(): void {
  let losses: number[] = []
  app.on('render-process-gone', (_event, contents, { reason }) => {
    if (reason === 'clean-exit' || contents.isDestroyed()) return
    const now = performance.now()
    losses = [...losses.filter(at => now - at < LOSSES_WITHIN_MILLIS), now]
    if (losses.length >= LOSSES) {
      void ask('error', 'The page ends as soon as it is loaded', `Its process ended: ${reason}.`, ['OK'])
      return
    }
    contents.reload()
    void ask('warning', 'The page was loaded again', `Its process ended: ${reason}. A run under way goes on.`, ['OK'])
  })
}
