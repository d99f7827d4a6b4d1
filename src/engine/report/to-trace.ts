import { printable, workerName } from '../../base/text.ts'
import { FINDING_WORDS } from '../../contract/findings-in-words.ts'
import { cycleInWords, resourceName } from '../../contract/cycle-in-words.ts'
import type { RunDocument, VariantResult } from '../../contract/run-document.ts'
import type { WaitRecord } from '../../contract/wait-graph.ts'
import { micros, ordered, processName, slice, threadName, type TraceEvent } from './trace-events.ts'
import { probeEvents } from './trace-probe.ts'

/**
 * A run as a trace that Perfetto opens. Each variant has a process of its trials, which stand one after the other on the
 * variant's own measured time, and one of its probe, if it had one; workers are threads.
 *
 * Guarantees: slices of a thread nest; every arrow has one beginning and one end, in slices; events are sorted by time.
 */
export function toTrace(run: RunDocument): string {
  const events: TraceEvent[] = []
  run.variants.forEach((result, index) => {
    const [trials, probe] = [2 * index + 1, 2 * index + 2]
    events.push(...processName(trials, `${result.variant}: trials, measured time only, one after the other`))
    events.push(...threadName({ pid: trials, tid: 0 }, 'trials'), ...trialEvents(result, trials))
    if (result.probe === null) return
    const how = result.probe.recording === undefined ? 'sampled' : 'every wait recorded'
    events.push(...processName(probe, `${result.variant}: probe, ${how}`))
    events.push(...probeEvents(result.probe, probe, events.filter(({ ph }) => ph === 's').length * 2 + probe * 1e6))
  })
  const { id, experiment, seed, startedAt, verdict, headline, versions } = run
  const trace = {
    traceEvents: ordered(events),
    displayTimeUnit: 'ns',
    otherData: { schema: 'interleave.trace/1', run: id, experiment, seed, startedAt, verdict, headline, versions },
  }
  return `${JSON.stringify(trace, (_, value: unknown) => (typeof value === 'string' ? printable(value, 2000) : value))}\n`
}

function trialEvents({ trials, series, waits, deadlocks }: VariantResult, pid: number): TraceEvent[] {
  const sampled = new Map(series.map(one => [one.trial, one]))
  const looked = new Map(waits.map(record => [record.trial, record]))
  const workers = new Set<number>()
  let start = 0
  const events = trials.flatMap(({ index, state, outcome, durationMillis, operations }): TraceEvent[] => {
    const from = start
    const to = from + durationMillis
    start = to
    const name = `trial ${String(index + 1)}: ${outcome ?? state}`
    const record = looked.get(index)
    const waiting = record === undefined ? [] : waitSlices(record, pid, from, to)
    for (const { tid } of waiting) workers.add(tid)
    return [
      slice({ pid, tid: 0 }, 'trial', name, from, to, { state, outcome, operations }),
      ...waiting,
      ...rateCounters(sampled.get(index), pid, from),
      ...deadlocks
        .filter(({ trial }) => trial === index)
        .map((finding): TraceEvent => ({
          ph: 'i',
          s: 'p',
          cat: 'finding',
          name: FINDING_WORDS[finding.kind],
          pid,
          tid: 0,
          ts: micros(Math.min(to, from + Math.max(0, finding.afterMillis))),
          args: { cause: finding.cause, cycle: cycleInWords(finding.cycle) },
        })),
    ]
  })
  const names = [...workers].flatMap(tid => threadName({ pid, tid }, workerName(tid - 1)))
  return [...names, ...events]
}

/** Waits as looks saw them: from when the wait was first seen to the first look that did not see it any more. */
function waitSlices({ samples, resources }: WaitRecord, pid: number, start: number, end: number) {
  const open = new Map<number, { readonly resource: number; readonly since: number }>()
  const found: ReturnType<typeof slice>[] = []
  const lastEnd = new Map<number, number>()
  const close = (worker: number, at: number): void => {
    const wait = open.get(worker)
    open.delete(worker)
    if (wait === undefined) return
    const from = Math.max(start + Math.max(0, wait.since), lastEnd.get(worker) ?? start)
    const to = Math.min(end, start + at)
    if (to < from) return
    lastEnd.set(worker, to)
    const name = `waits for ${resourceName(resources[wait.resource]?.name ?? 'something')}`
    found.push(slice({ pid, tid: worker + 1 }, 'wait, as looked at', name, from, to))
  }
  for (const { atMillis, waits } of samples) {
    for (const [worker, { resource, since }] of [...open]) {
      const still = waits.some(w => w.worker === worker && w.resource === resource && w.sinceMillis === since)
      if (!still) close(worker, atMillis)
    }
    for (const { worker, resource, sinceMillis } of waits) {
      if (!open.has(worker)) open.set(worker, { resource, since: sinceMillis })
    }
  }
  for (const worker of [...open.keys()]) close(worker, end - start)
  return found
}

function rateCounters(series: VariantResult['series'][number] | undefined, pid: number, start: number): TraceEvent[] {
  if (series === undefined) return []
  let before = 0
  let done = 0
  return series.atMillis.flatMap((at, index): TraceEvent[] => {
    const all = (series.operations[index] ?? []).reduce((sum, own) => sum + own, 0)
    const elapsed = at - before
    if (elapsed <= 0) return []
    const rate = (Math.max(0, all - done) / elapsed) * 1000
    before = at
    done = all
    return [
      {
        ph: 'C',
        cat: 'rate',
        name: 'operations/s, all workers',
        pid,
        tid: 0,
        ts: micros(start + at),
        args: { 'operations/s': Math.round(rate) },
      },
    ]
  })
}
