import { expect } from 'vitest'
import type { RunDocument, VariantResult } from '../../../src/contract/run-document.ts'
import { createLab, type OpenLab } from '../../../src/engine/index.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { nodeMachine } from '../../../src/node/machine.ts'
import { nodeThreads } from '../../../src/node/worker-threads.ts'
import { present } from '../../helpers/present.ts'

/** As many as a claim about a variant rests on in a test. */
const TRIALS = 30
/** Of 30: what a broken variant has to show, unless that is rare by nature. */
const MOST = 25

const SABOTAGED = new URL('./sabotaged-main.ts', import.meta.url)

interface Request {
  readonly variants?: readonly string[]
  /** Parameters of the test's own size: a trial takes about 10 ms. */
  readonly set?: Readonly<Record<string, number | string>>
}

/** Most of a short run would be the start of its threads: they are kept from one test of a file to the next. */
const THREADS_KEPT = 8
const labs = new Map<URL | undefined, OpenLab>()

/** Runs trials on real threads: 30 of each variant, unless `set` says otherwise. */
export function runTrials(experiment: string, request: Request): Promise<RunDocument> {
  return runOn(labOf(undefined), experiment, request)
}

/** The same with workers whose fixed variants are sabotaged, as `sabotages.ts` says. The host knows nothing of it. */
export function runSabotaged(experiment: string, request: Request): Promise<RunDocument> {
  return runOn(labOf(SABOTAGED), experiment, request)
}

/** Ends what the tests of a file have started. */
export async function closeLabs(): Promise<void> {
  const open = [...labs.values()]
  labs.clear()
  await Promise.all(open.map(lab => lab.close()))
}

/** @param workers their entry; undefined for the shipped one */
function labOf(workers: URL | undefined): OpenLab {
  const open = labs.get(workers)
  if (open !== undefined) return open
  const ports = { threads: nodeThreads(workers), clock: nodeClock, machine: nodeMachine() }
  const lab = createLab(ports, { threadsKept: THREADS_KEPT })
  labs.set(workers, lab)
  return lab
}

function runOn(lab: OpenLab, experiment: string, { variants = [], set = {} }: Request): Promise<RunDocument> {
  return lab.run(
    { experiment, variants: [...variants], set: { trials: TRIALS, warmUp: 1, seed: 1, ...set } },
    { event: () => undefined, frame: () => undefined },
  )
}

export function variantOf(document: RunDocument, variant: string): VariantResult {
  return present(
    document.variants.find(result => result.variant === variant),
    variant,
  )
}

/** Trials of the variant that came to this outcome. */
export function countOf(document: RunDocument, variant: string, outcome: string): number {
  return present(
    variantOf(document, variant).outcomes.find(({ name }) => name === outcome),
    outcome,
  ).count
}

/** Every trial was judged, and none came to anything that the variant must not show, or that it is there to show. */
export function expectFixed(document: RunDocument, ...variants: readonly string[]): void {
  for (const variant of variants) {
    const { outcomes, trials, checks, verdict } = variantOf(document, variant)
    const bad = outcomes.filter(({ grade, count }) => grade !== 'acceptable' && count > 0)
    expect({ variant, bad, failed: checks.filter(({ failures }) => failures > 0), verdict }).toEqual({
      variant,
      bad: [],
      failed: [],
      verdict: 'passed',
    })
    expect(trials.filter(({ outcome }) => outcome === null)).toEqual([])
  }
}

/** The broken variant showed what it is there to show, nearly always. */
export function expectShown(document: RunDocument, variant: string, outcome: string, atLeast = MOST): void {
  expect(variantOf(document, variant).verdict).toBe('passed')
  expect(countOf(document, variant, outcome)).toBeGreaterThanOrEqual(atLeast)
}

/** Forbidden outcomes that occurred, and checks that failed. */
export function brokenIn({ outcomes, checks }: VariantResult): string[] {
  return [
    ...outcomes.filter(({ grade, count }) => grade === 'forbidden' && count > 0).map(({ name }) => name),
    ...checks.filter(({ failures }) => failures > 0).map(({ name }) => name),
  ]
}

/** The oracle can fail: sabotaged, a fixed variant is caught with a forbidden outcome or a failed check. */
export function expectCaught(document: RunDocument, variant: string, by: string): void {
  const result = variantOf(document, variant)
  expect(brokenIn(result)).toContain(by)
  expect(result.verdict).toBe('failed')
}
