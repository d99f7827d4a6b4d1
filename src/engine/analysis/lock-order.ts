import { resourceName } from '../../contract/cycle-in-words.ts'
import { listed, workerName } from '../../base/text.ts'
import type { LockOrderEdge } from '../../base/lock-order-edge.ts'

/** One worker's part of a circle that could have closed: it held `holds` when it asked for `asksFor`. */
export interface RiskyStep {
  readonly worker: number
  readonly holds: readonly string[]
  readonly asksFor: string
}

/** Acquisitions that look the same but for their worker. */
interface Shape {
  readonly held: readonly string[]
  readonly acquired: string
  readonly workers: readonly number[]
}

/**
 * The smallest circle of lock orders that another schedule could close to a deadlock, or null. Pure: orders that were
 * seen in, words out.
 *
 * Each step is one acquisition that took place; it acquired what the next step's worker held. The steps belong to
 * different workers, and no two of them were taken under the same lock: a lock that both held, a *gate*, lets only one of
 * them in at a time, so that the circle can never close.
 *
 * Guarantees: of the circles with the fewest steps one is found; it is told from its smallest worker on.
 * Does not guarantee: that it can close. Semaphores, conditions and the order in which workers start are not looked at.
 *
 * @see K. Havelund, "Using Runtime Analysis to Guide Model Checking of Java Programs" (2000), for gate locks
 * @see S. Bensalem, K. Havelund, "Dynamic Deadlock Analysis of Multi-Threaded Programs" (2005), for circles of any length
 */
export function riskyCycle(edges: readonly LockOrderEdge[]): readonly RiskyStep[] | null {
  const shapes = shapesOf(edges)
  for (let length = 2; length <= shapes.length; length++) {
    for (const [index, shape] of shapes.entries()) {
      // Each circle is looked for from its first shape on.
      const found = closed([shape], shapes.slice(index + 1), length)
      if (found !== null) return fromSmallest(found)
    }
  }
  return null
}

/** "T1 held account[0] and asked for account[1]; T2 …" */
export function riskInWords(cycle: readonly RiskyStep[]): string {
  const steps = cycle.map(
    ({ worker, holds, asksFor }) =>
      `${workerName(worker)} held ${listed(holds.map(resourceName))} and asked for ${resourceName(asksFor)}`,
  )
  return `${steps.join('; ')}. At the same time they would have waited for each other`
}

function shapesOf(edges: readonly LockOrderEdge[]): readonly Shape[] {
  const alike = Map.groupBy(
    edges.filter(({ held }) => held.length > 0),
    ({ held, acquired }) => JSON.stringify([held.toSorted(), acquired]),
  )
  return [...alike.values()].flatMap(group => {
    const [first] = group
    if (first === undefined) return []
    const workers = [...new Set(group.map(({ worker }) => worker))].toSorted((a, b) => a - b)
    return [{ held: first.held, acquired: first.acquired, workers }]
  })
}

/** The path made longer until it closes with `length` steps. Held sets stay disjoint, so no lock is passed twice. */
function closed(path: readonly Shape[], others: readonly Shape[], length: number): readonly RiskyStep[] | null {
  const first = path[0]
  const last = path.at(-1)
  if (first === undefined || last === undefined) return null
  if (path.length === length) return first.held.includes(last.acquired) ? assigned(path, []) : null
  for (const next of others) {
    if (!next.held.includes(last.acquired)) continue
    if (path.some(({ held }) => held.some(lock => next.held.includes(lock)))) continue
    const found = closed([...path, next], others, length)
    if (found !== null) return found
  }
  return null
}

/** A different worker for each step, if there are enough. */
function assigned(path: readonly Shape[], taken: readonly number[]): readonly RiskyStep[] | null {
  const [step, ...rest] = path
  if (step === undefined) return []
  for (const worker of step.workers) {
    if (taken.includes(worker)) continue
    const others = assigned(rest, [...taken, worker])
    if (others !== null) return [{ worker, holds: step.held, asksFor: step.acquired }, ...others]
  }
  return null
}

function fromSmallest(cycle: readonly RiskyStep[]): readonly RiskyStep[] {
  const smallest = Math.min(...cycle.map(({ worker }) => worker))
  const at = cycle.findIndex(({ worker }) => worker === smallest)
  return [...cycle.slice(at), ...cycle.slice(0, at)]
}
