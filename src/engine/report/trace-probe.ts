import { printable, workerName } from '../../base/text.ts'
import { resourceName } from '../../contract/cycle-in-words.ts'
import { WORKER_STATES } from '../../contract/frames.ts'
import type { Probe, Recording, WaitEnd } from '../../contract/run-document.ts'
import { micros, slice, threadName, type TraceEvent } from './trace-events.ts'

/** The trial that was looked at closely: what each worker did, who unblocked whom, how full things were. */
export function probeEvents(probe: Probe, pid: number, arrowsBefore: number): TraceEvent[] {
  const workers = probe.recording?.ran.length ?? probe.states[0]?.length ?? probe.perWorker.length
  const names = Array.from({ length: workers }, (_, worker) => threadName({ pid, tid: worker + 1 }, workerName(worker)))
  const lanes =
    probe.recording === undefined
      ? sampledLanes(probe, pid, arrowsBefore)
      : recordedLanes(probe.recording, pid, arrowsBefore)
  return [...names.flat(), ...lanes, ...levelCounters(probe, pid)]
}

const ENDED: Readonly<Record<WaitEnd, string>> = {
  woken: 'a wake-up',
  looked: 'its own look',
  'time-limit': 'its time limit',
  open: 'nothing: it had not ended',
}

/** Each worker's kernel as a slice that holds its waits, and an arrow from who woke to who went on. */
function recordedLanes({ ran, untilMillis, waits, words }: Recording, pid: number, arrowsBefore: number): TraceEvent[] {
  const endOf = (worker: number): number => {
    const toMillis = ran[worker]?.toMillis ?? untilMillis
    return Math.max(toMillis, ran[worker]?.fromMillis ?? 0)
  }
  const startOf = (worker: number): number => ran[worker]?.fromMillis ?? 0
  const inside = (millis: number, worker: number): number => Math.min(Math.max(millis, startOf(worker)), endOf(worker))
  const kernels = ran.map((_, worker) =>
    slice({ pid, tid: worker + 1 }, 'kernel', 'kernel', startOf(worker), endOf(worker)),
  )
  const lastEnd = ran.map((_, worker) => startOf(worker))
  const events = waits.worker.flatMap((worker, index): TraceEvent[] => {
    const word = resourceName(words[waits.word[index] ?? -1] ?? 'something')
    // Waits of one worker never overlap; rounding must not make them.
    const from = Math.max(inside(waits.fromMillis[index] ?? 0, worker), lastEnd[worker] ?? 0)
    const to = Math.max(from, inside(waits.toMillis[index] ?? endOf(worker), worker))
    lastEnd[worker] = to
    const args = { 'ended by': ENDED[waits.end[index] ?? 'open'], 'time limit': waits.timed[index] ?? false }
    const wait = slice({ pid, tid: worker + 1 }, 'wait', `waits for ${word}`, from, to, args)
    const by = waits.wokenBy[index] ?? null
    const given = waits.wokenAtMillis[index] ?? null
    if (by === null || given === null || by === worker) return [wait]
    const begin = micros(inside(given, by))
    const arrow = { cat: 'wake-up', name: 'wakes', id: arrowsBefore + index + 1 } as const
    return [
      wait,
      { ph: 's', ...arrow, pid, tid: by + 1, ts: begin },
      { ph: 'f', bp: 'e', ...arrow, pid, tid: worker + 1, ts: Math.max(begin, micros(to)) },
    ]
  })
  return [...kernels, ...events]
}

const BLOCKED = WORKER_STATES.indexOf('blocked')

/** What samples showed: a stretch of equal samples is a slice. An arrow where a lock passed to somebody who was seen blocked. */
function sampledLanes({ atMillis, states, owners }: Probe, pid: number, arrowsBefore: number): TraceEvent[] {
  const workers = states[0]?.length ?? 0
  const end = endOf(atMillis)
  const slices = Array.from({ length: workers }, (_, worker) => stretches(states, worker, atMillis, end, pid)).flat()
  let arrows = arrowsBefore
  const handOvers = owners.flatMap(({ name, owners: holders }) =>
    holders.flatMap((to, index): TraceEvent[] => {
      const from = holders[index - 1] ?? -1
      const waited = states[index - 1]?.[to] === BLOCKED
      if (index === 0 || from < 0 || to < 0 || from === to || !waited) return []
      arrows += 1
      const arrow = { cat: 'hand-over', name: `${resourceName(name)} passes on, as sampled`, id: arrows, pid } as const
      return [
        { ph: 's', ...arrow, tid: from + 1, ts: micros(atMillis[index - 1] ?? 0) },
        { ph: 'f', bp: 'e', ...arrow, tid: to + 1, ts: micros(atMillis[index] ?? 0) },
      ]
    }),
  )
  return [...slices, ...handOvers]
}

function stretches(
  states: Probe['states'],
  worker: number,
  atMillis: readonly number[],
  end: number,
  pid: number,
): TraceEvent[] {
  const events: TraceEvent[] = []
  let begin = 0
  for (let index = 1; index <= states.length; index++) {
    const state = states[begin]?.[worker] ?? 0
    if (index < states.length && states[index]?.[worker] === state) continue
    const name = WORKER_STATES[state] ?? 'unknown'
    events.push(slice({ pid, tid: worker + 1 }, 'sampled', name, atMillis[begin] ?? 0, atMillis[index] ?? end))
    begin = index
  }
  return events
}

/** The last sample lasts as long as the one before. */
function endOf(atMillis: readonly number[]): number {
  const last = atMillis.at(-1) ?? 0
  return last + (last - (atMillis.at(-2) ?? last))
}

function levelCounters({ levels, atMillis }: Probe, pid: number): TraceEvent[] {
  return levels.flatMap(({ title, unit, values }) =>
    values.map((value, index): TraceEvent => ({
      ph: 'C',
      cat: 'level',
      name: title === '' ? 'level' : title,
      pid,
      tid: 0,
      ts: micros(atMillis[index] ?? 0),
      args: { [unit === '' ? 'value' : printable(unit)]: value },
    })),
  )
}
