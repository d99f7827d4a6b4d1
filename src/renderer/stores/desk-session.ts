import type { OpenTransport } from '../client/transport.ts'
import { useConnectionStore } from './connection.ts'
import { useExplorerStore } from './explorer.ts'
import { useHistoryStore } from './history.ts'
import { useLabStore } from './lab.ts'
import { useLiveStore } from './live.ts'
import { usePoolStore } from './pool.ts'
import { useSweepStore } from './sweep.ts'
import { useWaitsStore } from './waits.ts'

/** Connects the stores to the desk: each hears what concerns it, in the desk's order. */
export function startDeskSession(open: OpenTransport): void {
  const explorer = useExplorerStore()
  const history = useHistoryStore()
  const lab = useLabStore()
  const live = useLiveStore()
  const pool = usePoolStore()
  const sweep = useSweepStore()
  const waits = useWaitsStore()

  function keepPlaces(): void {
    const phase = lab.runUnderWay?.phase
    if (phase === 'booting' || phase === 'measuring') pool.keepPlaces()
  }

  useConnectionStore().start(open, {
    attached(snapshot) {
      pool.take(snapshot.pool)
      live.onSnapshot(snapshot)
      waits.onSnapshot(snapshot)
      lab.onSnapshot(snapshot)
      sweep.onSnapshot(snapshot)
      keepPlaces()
    },
    events(events) {
      for (const event of events) {
        switch (event.kind) {
          case 'pool-changed':
            pool.take(event.pool)
            keepPlaces()
            break
          case 'history-changed':
            history.onChanged()
            break
          case 'exploring':
            explorer.onProgress(event.progress)
            break
          case 'overlaying':
            explorer.onOverlayProgress(event.progress)
            break
          case 'catalogue-changed':
            lab.takeCatalogue(event.catalogue)
            break
          case 'sweep-started':
          case 'sweep-calibrating':
          case 'sweep-point-started':
          case 'sweep-advanced':
          case 'sweep-finished':
            sweep.onEvent(event)
            break
          case 'run-started':
          case 'phase-changed':
          case 'waits-changed':
          case 'deadlock-proved':
          case 'curve-advanced':
          case 'trial-finished':
          case 'run-finished':
            live.onEvent(event)
            waits.onEvent(event)
            lab.onEvent(event)
            if (event.kind === 'run-started') {
              pool.forgetPlaces()
              keepPlaces()
            }
            break
        }
      }
    },
    frame: live.onFrame,
  })
}
