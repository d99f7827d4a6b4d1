import { expect } from 'vitest'
import type { RunEvent } from '../../../src/contract/events.ts'
import { decodeFrame } from '../../../src/contract/frames.ts'
import type { Lab, RunObserver } from '../../../src/contract/lab.ts'
import { runDocumentSchema, type RunDocument, type Trial } from '../../../src/contract/run-document.ts'
import type { RunRequestInput } from '../../../src/contract/run-request.ts'
import { faultyRequest } from './faulty-request.ts'

/** As much of a lab as these tests need. */
export type RunningLab = Pick<Lab, 'run'>

/** What a test does while a run goes on. */
export interface Reactions {
  readonly onStart?: (runId: string) => void
  readonly onTrial?: (trial: Trial) => void
  /** A sample of a trial that is being measured. */
  readonly onSample?: (trial: number) => void
  readonly onEnd?: () => void
}

/** Keeps every event of one run. */
export class Watcher implements RunObserver {
  readonly events: RunEvent[] = []
  readonly #reactions: Reactions

  constructor(reactions: Reactions = {}) {
    this.#reactions = reactions
  }

  event(event: RunEvent): void {
    this.events.push(event)
    if (event.kind === 'run-started') this.#reactions.onStart?.(event.runId)
    if (event.kind === 'trial-finished') this.#reactions.onTrial?.(event.recorded.trial)
    if (event.kind === 'run-finished') this.#reactions.onEnd?.()
  }

  frame(cells: Float64Array): void {
    const frame = decodeFrame(cells)
    if (frame !== null) this.#reactions.onSample?.(frame.trial)
  }

  /** One start, one end that equals the result, and nothing after it; each trial told once. */
  expectOneEnd(document: RunDocument): void {
    expect(
      this.events.map(({ kind }) => kind).filter(kind => kind !== 'trial-finished' && kind !== 'phase-changed'),
    ).toEqual(['run-started', 'run-finished'])
    // Beside them it says what became of the run in the history, where there is one.
    expect({ ...this.events.at(-1), keeping: undefined }).toEqual({
      kind: 'run-finished',
      runId: document.id,
      document,
    })
    expect(new Set(this.events.map(({ runId }) => runId))).toEqual(new Set([document.id]))
    const told = this.events.flatMap(event => (event.kind === 'trial-finished' ? [event.recorded.trial] : []))
    const kept = document.variants.flatMap(({ trials }) => trials).length
    // A host that died may have told its shell of more trials than it could still tell its pages.
    if (document.reason?.code === 'HOST_DIED') expect(told.length).toBeLessThanOrEqual(kept)
    else expect(told).toHaveLength(kept)
  }
}

/** Runs to the end, and checks what holds for every run, however it ends. */
export async function runWatched(
  lab: RunningLab,
  request: RunRequestInput,
  reactions: Reactions = {},
): Promise<RunDocument> {
  const watcher = new Watcher(reactions)
  const document = await lab.run(request, watcher)
  watcher.expectOneEnd(document)
  expect(runDocumentSchema.parse(document)).toEqual(document)
  await expectHealthy(lab, document.experiment)
  watcher.expectOneEnd(document)
  return document
}

/** The lab is none the worse for what came before. */
export async function expectHealthy(lab: RunningLab, experiment = 'faulty'): Promise<void> {
  const watcher = new Watcher()
  const request =
    experiment === 'faulty'
      ? faultyRequest('behave', { trials: 3, warmUp: 1 })
      : { experiment, variants: ['atomic-add'], set: { workers: 2, trials: 3, additions: 1000 } }
  const document = await lab.run(request, watcher)
  watcher.expectOneEnd(document)
  expect(document).toMatchObject({ state: 'completed', reason: null, verdict: 'passed' })
  expect(trialStates(document)).toEqual(['completed', 'completed', 'completed'])
}

export function trialsOf(document: RunDocument): readonly Trial[] {
  return document.variants.flatMap(({ trials }) => trials)
}

export function trialStates(document: RunDocument): readonly string[] {
  return trialsOf(document).map(({ state }) => state)
}
