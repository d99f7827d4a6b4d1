import type { Instrument, Probe } from '../../contract/run-document.ts'
import { outcomeOf } from '../analysis/outcomes.ts'
import type { EventRecording } from '../pool/recording/event-recording.ts'
import type { Session } from '../pool/session.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { Arm } from '../pool/worker-protocol.ts'
import type { Ports } from '../ports.ts'
import { recordProbe } from '../telemetry/probe-recorder.ts'
import { instrumentCost } from './instrument-cost.ts'
import { allArms, type RunPlan } from './run-plan.ts'
import { isReadable, STATE_OF, type EndOfTrial } from './trial-end.ts'

/** An arm looked at closely, and what the instruments that were on then cost it. */
export interface ProbedArm {
  /** Null where the experiment draws nothing from one. */
  readonly probe: Probe | null
  readonly instruments: readonly Instrument[]
}

/** What probes need of the run that they belong to. */
export interface ProbedRun {
  readonly plan: RunPlan
  readonly ports: Ports
  readonly session: Session
  /** Null: probes are sampled only. */
  readonly recording: EventRecording | null
  readonly stopped: () => boolean
  readonly endOf: (view: TrialView, arm: Arm) => Promise<EndOfTrial>
}

/**
 * One more trial of each arm, looked at closely, and some more pairs for each instrument that is on, to learn what it costs.
 * A stop leaves the rest out: all that counts is done by then.
 */
export async function runProbes(run: ProbedRun): Promise<ReadonlyMap<number, ProbedArm>> {
  const { arms, plainArms, probes } = run.plan
  const probed = new Map<number, ProbedArm>()
  for (const [index, arm] of arms.entries()) {
    const probe = probes ? await probeOf(run, index, arm) : null
    if (run.stopped()) break
    const instruments: Instrument[] = []
    if (probe !== null && run.recording !== null) instruments.push(await costOfEvents(run, index, arm, probe))
    const plain = plainArms[index] ?? null
    if (plain !== null) {
      const at = allArms(run.plan).indexOf(plain)
      instruments.push(await costOfOrders(run, { index, arm }, { index: at, arm: plain }))
    }
    probed.set(index, { probe, instruments })
  }
  return probed
}

/** @returns null when it was stopped */
async function probeOf(run: ProbedRun, index: number, arm: Arm): Promise<Probe | null> {
  const { session, recording, ports, plan } = run
  const { variant, params } = arm
  if (!(await isReady(run))) return null
  start(run, index, arm, { probing: true, recorded: recording !== null })
  const view = session.view(index)
  const endSampling = recordProbe(ports.clock, view.probed())
  const ended = await run.endOf(view, arm)
  const record = endSampling()
  if (ended.end === 'stop') return null
  const readable = isReadable(ended, session)
  const matched = readable ? session.judge(index).outcome : null
  const state = STATE_OF[ended.end]
  return {
    state,
    outcome: outcomeOf(plan.experiment.outcomes(variant, params), state, matched),
    durationMillis: session.timing().measuredMillis,
    ...record,
    ...(readable ? view.timeline() : {}),
    ...(recording === null ? {} : { recording: view.recorded(recording) }),
  }
}

/** The trials of the pairs are as those that count: kernels do not know that anybody looks. */
async function costOfEvents(run: ProbedRun, index: number, arm: Arm, probe: Probe): Promise<Instrument> {
  const measure = (isOn: boolean) => figureOf(run, { index, arm }, isOn)
  // What has come to a standstill once has nothing to compare, and would do so again for seconds.
  const ratio = probe.state === 'completed' ? await instrumentCost(measure, run.plan.seed) : null
  return { name: 'event recording', ratio }
}

/** Kernels record lock orders themselves: without that they run on another arm. */
async function costOfOrders(run: ProbedRun, recording: ArmAt, plain: ArmAt): Promise<Instrument> {
  const measure = (isOn: boolean) => figureOf(run, isOn ? recording : plain, false)
  return { name: 'lock-order recording', ratio: await instrumentCost(measure, run.plan.seed) }
}

/** An arm and its place in the session. */
interface ArmAt {
  readonly index: number
  readonly arm: Arm
}

/** How long a trial took, or one operation where trials last by the clock; null where it did not complete. */
async function figureOf(run: ProbedRun, { index, arm }: ArmAt, recorded: boolean): Promise<number | null> {
  if (!(await isReady(run))) return null
  start(run, index, arm, { probing: false, recorded })
  const { end } = await run.endOf(run.session.view(index), arm)
  const { measuredMillis } = run.session.timing()
  const lasts = run.plan.experiment.lasts(arm.params) !== null
  const figure = lasts ? measuredMillis / run.session.done().operations : measuredMillis
  return end === 'finished' && Number.isFinite(figure) && figure > 0 ? figure : null
}

/** @returns false once the run is being stopped */
async function isReady({ ports, session, stopped }: ProbedRun): Promise<boolean> {
  await ports.clock.yield()
  await session.ready()
  return !stopped()
}

function start(
  { plan, ports, session, recording }: ProbedRun,
  index: number,
  { params }: Arm,
  how: { readonly probing: boolean; readonly recorded: boolean },
): void {
  const parties = plan.experiment.roles(params).length
  recording?.clear()
  session.startTrial({ arm: index, parties, seed: plan.seed, cores: ports.machine.facts.cores, ...how })
}
