import type { Finding } from '../../contract/run-document.ts'
import type { Resource, WaitRecord, WaitSample } from '../../contract/wait-graph.ts'
import { judgeWaits, victimOf } from '../analysis/wait-for-graph.ts'
import type { Aftermath } from '../experiments/kit/aftermath.ts'
import type { Session } from '../pool/session.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { WaitLook, WaitView } from '../pool/wait-view.ts'
import type { Clock } from '../ports.ts'
import { deadlockFinding } from './deadlock-finding.ts'
import { onlyNamed, WaitRecorder } from './wait-recorder.ts'
import { WaitTimes } from './wait-times.ts'

/** Between two looks, where deadlocks are what the experiment is about. */
const ARMED_MILLIS = 1
/** Elsewhere, and between two changes that are told: as often as a display needs it. */
const DISPLAY_MILLIS = 50

export interface Watching {
  readonly trial: number
  /** Looks every millisecond, and keeps what it saw. */
  readonly armed: boolean
  readonly after: Aftermath
  /** Looks that are kept, at most. */
  readonly keep: number
}

/** Who hears of it while the trial goes on. */
export interface WatchListener {
  changed(resources: readonly Resource[], sample: WaitSample): void
  proved(finding: Finding): void
}

/** What a watch has seen. */
export interface Watched {
  readonly findings: readonly Finding[]
  readonly record: WaitRecord | null
  readonly rejected: number
  /** What its looks took of one core, a share of the trial's time; null where it looked as seldom as a display needs it. */
  readonly ownShare: number | null
  /** A proved deadlock was still there when the watch ended. */
  readonly stands: boolean
  /** 0-based workers whose threads were ended to break a deadlock. */
  readonly sacrificed: readonly number[]
}

/** A proved cycle and what is being done about it. */
interface Case {
  finding: Finding
  readonly members: readonly { readonly worker: number; readonly epoch: number }[]
  remedy: { readonly by: 'victim' | 'terminate'; readonly worker: number; readonly sinceMillis: number } | null
  isOver: boolean
}

/** Looks at who waits for whom while a trial runs, and does what is to be done about a deadlock. Never blocks. */
export class DeadlockWatch {
  readonly #clock: Clock
  readonly #session: Session
  readonly #view: TrialView
  readonly #waits: WaitView
  readonly #watching: Watching
  readonly #listener: WatchListener
  /** Null where nothing is kept or drawn. */
  readonly #recorder: WaitRecorder | null
  readonly #times = new WaitTimes()
  readonly #cases: Case[] = []
  readonly #end: () => void
  #lookedMillis = 0
  /** That all looks took together. */
  #ownNanos = 0
  #toldMillis = Number.NEGATIVE_INFINITY
  #seen = ''
  #told = ''
  #rejected = 0

  constructor(clock: Clock, session: Session, view: TrialView, watching: Watching, listener: WatchListener) {
    this.#clock = clock
    this.#session = session
    this.#view = view
    this.#waits = view.waits()
    this.#watching = watching
    this.#listener = listener
    this.#recorder = watching.armed ? new WaitRecorder(this.#waits.resources, watching.keep) : null
    this.#end = clock.every(watching.armed ? ARMED_MILLIS : DISPLAY_MILLIS, () => {
      const began = clock.nowNanos()
      this.#look()
      this.#ownNanos += clock.nowNanos() - began
    })
  }

  /** A deadlock is there and is left standing: that nothing moves is no news. */
  get stands(): boolean {
    return this.#cases.some(({ isOver }) => !isOver)
  }

  /** Breaks what was left standing. */
  release(): void {
    for (const open of this.#cases) this.#remedy(open, 'victim', this.#lookedMillis)
  }

  end(): Watched {
    this.#end()
    const lastedMillis = this.#sinceStart()
    this.#settle()
    return {
      findings: this.#cases.map(({ finding }) => finding),
      record: this.#recorder?.record(this.#watching.trial) ?? null,
      rejected: this.#rejected,
      ownShare: this.#watching.armed && lastedMillis !== null ? this.#ownNanos / 1e6 / lastedMillis : null,
      stands: this.stands,
      sacrificed: this.#cases.flatMap(({ remedy }) => (remedy?.by === 'terminate' ? [remedy.worker] : [])),
    }
  }

  #look(): void {
    const atMillis = this.#sinceStart()
    if (atMillis === null) return
    const look = this.#waits.look()
    const since = this.#times.update(look.waits, atMillis)
    const gone = new Set(look.left.map(({ worker }) => worker))
    const { proved, rejected } = judgeWaits(look.waits, { gone, byPreference: look.byPreference })
    this.#rejected += rejected
    for (const open of this.#cases) this.#follow(open, look, atMillis)
    const fresh = proved.filter(cycle => !this.#isKnown(cycle, look))
    const provedMillis = this.#sinceStart() ?? atMillis
    for (const cycle of fresh) {
      this.#open(cycle, look, { provedMillis, lookedMillis: this.#lookedMillis, since })
    }
    this.#lookedMillis = atMillis
    this.#show({ atMillis, ...seenIn(look, since, proved) }, fresh.length > 0)
  }

  /** What was broken may be over since the last look. */
  #settle(): void {
    const atMillis = this.#sinceStart()
    if (atMillis === null || !this.stands) return
    const look = this.#waits.look()
    for (const open of this.#cases) this.#follow(open, look, atMillis)
  }

  /** Null before the first worker is over the start line. */
  #sinceStart(): number | null {
    const started = this.#view.cells.map(cell => cell.startedNanos.value).filter(nanos => nanos > 0)
    return started.length === 0 ? null : (this.#clock.nowNanos() - Math.min(...started)) / 1e6
  }

  #isKnown(cycle: readonly number[], { waits }: WaitLook): boolean {
    return this.#cases.some(({ members }) =>
      members.every(({ worker, epoch }) => cycle.includes(worker) && waits[worker]?.epochBefore === epoch),
    )
  }

  #open(cycle: readonly number[], look: WaitLook, times: Parameters<typeof deadlockFinding>[4]): void {
    const { trial, after } = this.#watching
    const finding = deadlockFinding(trial, cycle, look, this.#waits.resources, times)
    const members = cycle.map(worker => ({ worker, epoch: look.waits[worker]?.epochBefore ?? 0 }))
    const found: Case = { finding, members, remedy: null, isOver: false }
    this.#cases.push(found)
    this.#listener.proved(finding)
    if (after === 'end') this.#session.endEarly('deadlock')
    else if (after !== 'stand') this.#remedy(found, after, times.provedMillis)
  }

  #remedy(open: Case, by: 'victim' | 'terminate', sinceMillis: number): void {
    if (open.remedy !== null) return
    const held = new Map(open.finding.cycle.map(({ worker, holds }) => [worker, holds.length]))
    const cycle = open.members.map(({ worker }) => worker)
    const worker = victimOf(cycle, member => held.get(member) ?? 0)
    open.remedy = { by, worker, sinceMillis }
    // A thread that cannot be ended is told of when the trial is over.
    if (by === 'terminate') void this.#session.sacrifice(worker)
    else this.#sendAway(open)
  }

  #sendAway({ members, remedy }: Case): void {
    const chosen = members.find(({ worker }) => worker === remedy?.worker)
    if (chosen !== undefined) this.#session.sendAway(chosen.worker, chosen.epoch)
  }

  /** A cycle is over when all its members have left the waits that made it. */
  #follow(open: Case, { waits, left }: WaitLook, atMillis: number): void {
    if (open.isOver) return
    const stuck = open.members.filter(({ worker, epoch }) => {
      return waits[worker]?.epochBefore === epoch && !left.some(gone => gone.worker === worker)
    })
    const { remedy } = open
    if (stuck.length === 0) {
      open.isOver = true
      if (remedy === null) return
      const { by, worker, sinceMillis } = remedy
      open.finding = { ...open.finding, recovery: { by, worker, millis: atMillis - sinceMillis, complete: true } }
      return
    }
    if (remedy?.by === 'victim' && stuck.some(({ worker }) => worker === remedy.worker)) this.#sendAway(open)
  }

  #show(sample: WaitSample, isUrgent: boolean): void {
    if (this.#recorder === null) return
    const { atMillis, ...shown } = sample
    const seen = JSON.stringify(shown)
    if (seen !== this.#seen) this.#recorder.add(sample)
    this.#seen = seen
    if (seen === this.#told || (!isUrgent && atMillis - this.#toldMillis < DISPLAY_MILLIS)) return
    this.#told = seen
    this.#toldMillis = atMillis
    const { resources, samples } = onlyNamed(this.#waits.resources, [sample])
    for (const only of samples) this.#listener.changed(resources, only)
  }
}

function seenIn(
  look: WaitLook,
  since: ReadonlyMap<number, number>,
  proved: readonly (readonly number[])[],
): Omit<WaitSample, 'atMillis'> {
  const { waits, holds, left, permits, steps } = look
  return {
    waits: waits.flatMap(({ waitsFor, timed }, worker) => {
      const sinceMillis = since.get(worker)
      if (sinceMillis === undefined || left.some(gone => gone.worker === worker)) return []
      return [{ worker, resource: waitsFor, sinceMillis, timed }]
    }),
    holds: [...holds],
    left: [...left],
    permits: [...permits],
    steps: [...steps],
    cycles: proved.map(cycle => [...cycle]),
  }
}
