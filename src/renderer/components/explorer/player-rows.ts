import { workerName } from '../../../base/text.ts'
import type { ModelView, ReplayedStep } from '../../../contract/replay.ts'

/** One step as a row of the table: whose, what, and what it changed. */
export interface StepRow {
  /** From 1. */
  readonly step: number
  readonly worker: number
  readonly text: string
  readonly line: string
  /** `preemption 2: T2 → T1` above the row; empty where nobody was preempted. */
  readonly preemption: string
  /** `switch: T1 → T2` where the one before could not go on. */
  readonly handOver: string
  readonly changes: string
}

export function stepRows(start: ModelView, steps: readonly ReplayedStep[]): StepRow[] {
  let preempted = 0
  return steps.map(({ worker, text, line, preempts, after }, index) => {
    const before = steps[index - 1]
    const from = before?.worker ?? worker
    const change = `${workerName(from)} → ${workerName(worker)}`
    if (preempts) preempted += 1
    return {
      step: index + 1,
      worker,
      text,
      line,
      preemption: preempts ? `preemption ${String(preempted)}: ${change}` : '',
      handOver: !preempts && from !== worker ? `switch: ${change}` : '',
      changes: changesIn(before?.after ?? start, after),
    }
  })
}

/** `total 1 → 2, gate: T1` */
function changesIn(before: ModelView, after: ModelView): string {
  const words = after.words.flatMap(({ name, value }, index) => {
    const old = before.words[index]?.value
    return old === value ? [] : [`${name} ${String(old)} → ${String(value)}`]
  })
  const locks = after.locks.flatMap(({ name, owner }, index) =>
    before.locks[index]?.owner === owner ? [] : [`${name}: ${ownerName(owner)}`],
  )
  return [...words, ...locks].join(', ')
}

export function ownerName(owner: number | null): string {
  return owner === null ? 'free' : workerName(owner)
}

/** What a worker of a state could do next, and how it is asked for it. */
export interface ChoiceButton {
  readonly token: string
  readonly worker: number
  /** `T1: store total = 1` */
  readonly label: string
}

/** In the order of the workers; one that can wake one of several has a button for each. */
export function choiceButtons({ choices, workers }: ModelView): ChoiceButton[] {
  return choices.map(({ token, worker, wakes }) => {
    const woken = wakes === null ? '' : `, waking ${workerName(wakes)}`
    return { token, worker, label: `${workerName(worker)}: ${workers[worker]?.text ?? ''}${woken}` }
  })
}
