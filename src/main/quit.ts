import { app } from 'electron'

/** However an engine host and the windows behave, the program is gone within three seconds. */
const CLOSE_WITHIN_MILLIS = 2_000
const WINDOWS_WITHIN_MILLIS = 500

/** Before the program ends, whatever asked for it, a run under way is stopped and its host ended. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', event => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void within(CLOSE_WITHIN_MILLIS, close()).finally(() => {
      state = 'closed'
      app.quit()
      setTimeout(() => {
        app.exit()
      }, WINDOWS_WITHIN_MILLIS)
    })
  })
}

async function within(millis: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise<void>(resolve => setTimeout(resolve, millis))])
}
