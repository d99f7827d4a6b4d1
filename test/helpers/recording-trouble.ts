import type { WorkerEvents } from '../../src/engine/pool/recording/event-recording.ts'
import { AWAKE, NOTIFIED, SLEEPS, WAIT_BEGAN, WAIT_ENDED, WOKEN } from '../../src/engine/sync/native/door.ts'

/**
 * What is wrong with a whole recording of a trial in which the lab itself woke nobody; nothing for a sound one.
 * @param waits by worker: how many waits its epoch counted in the trial, ended and not
 */
export function recordingTrouble(workers: readonly WorkerEvents[], waits: readonly number[]): string[] {
  const all = workers.flatMap(({ events }) => events)
  const addresses = new Set(all.flatMap(({ what, address }) => (what === NOTIFIED ? [address] : [])))
  return [
    ...workers.flatMap((own, worker) => workerTrouble(own, waits[worker] ?? 0).map(text => `T${worker + 1}: ${text}`)),
    ...[...addresses].flatMap(address => {
      const here = all.filter(event => event.address === address)
      const woken = here.filter(({ what, value }) => what === AWAKE && value === WOKEN).length
      const wakeUps = here.reduce((sum, { what, value }) => sum + (what === NOTIFIED ? value : 0), 0)
      return woken === wakeUps ? [] : [`${wakeUps} were woken on ${address}, and ${woken} awoke`]
    }),
  ]
}

function workerTrouble({ events, dropped }: WorkerEvents, waits: number): string[] {
  const trouble: string[] = []
  let began = 0
  let ended = 0
  let sleeps = false
  for (const [index, { what, atNanos }] of events.entries()) {
    if (atNanos < (events[index - 1]?.atNanos ?? 0)) trouble.push(`event ${index} is earlier than the one before`)
    if (what === WAIT_BEGAN && began++ !== ended) trouble.push(`wait ${began} began within another`)
    if (what === WAIT_ENDED && ++ended !== began) trouble.push(`wait ${ended} ended and had not begun`)
    if (what === SLEEPS && began === ended) trouble.push('it slept outside of a wait')
    if (what === AWAKE && !sleeps) trouble.push('it awoke and had not slept')
    if (what === SLEEPS || what === AWAKE) sleeps = what === SLEEPS
  }
  if (dropped > 0) trouble.push(`${dropped} events were not kept`)
  if (began !== waits) trouble.push(`${began} waits began, its epoch counted ${waits}`)
  if (ended !== waits) trouble.push(`${ended} waits ended, its epoch counted ${waits}`)
  return trouble
}
