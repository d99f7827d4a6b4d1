import type { ComparedRun } from '../../../contract/comparison.ts'
import { add } from '../../memory/atomics.ts'
import { SHORTEST_CPU_WINDOW_MILLIS } from '../kit/measures.ts'
import { Rendezvous } from '../kit/rendezvous.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { writeText } from '../kit/text-in-memory.ts'
import type { Knobs, Words } from './kernel.ts'

const NANOS_PER_MILLI = 1e6

/** What the lab's own workers do in a round. */
export interface LabWork {
  /** By one of them alone: all parts, one after the other. Absent where there is nothing to compare with. */
  readonly serially?: () => number
  /** By each of them, at the same time: its part. `part` is 0-based. */
  readonly sideBySide: (part: number) => void
  /** Before a round, by one of them. */
  readonly reset: () => void
  /** After a round, by one of them: what came out. */
  readonly result: () => number
  /** What should come out, where no serial part says it. */
  readonly expected: number
  /** How often. */
  readonly rounds: number
}

/** Round by round, all together: one more than is counted, so that the code is compiled. Worker 1 keeps the books. */
export function workTogether(words: Words, { workers }: Knobs, context: RoleContext, work: LabWork): void {
  const part = context.worker - 1
  const { rounds } = work
  const meeting = new Rendezvous(words.meeting, workers, context)
  const runs: ComparedRun[] = []
  const own = words.cpu.of(context.worker)
  for (let round = 0; round <= rounds; round++) {
    const serial = part === 0 ? timed(context, work) : { millis: null, expected: 0 }
    if (!meeting.meet()) return
    const began = context.nowNanos()
    const cpuBefore = context.cpuMicros()
    work.sideBySide(part)
    own.value = context.cpuMicros() - cpuBefore
    if (!meeting.meet()) return
    const wallMillis = (context.nowNanos() - began) / NANOS_PER_MILLI
    if (part === 0 && round > 0) {
      const cpuMicros = words.cpu.first(workers + 1).reduce((sum, { value }) => sum + value, 0)
      const cpuMillis = wallMillis < SHORTEST_CPU_WINDOW_MILLIS ? null : cpuMicros / 1000
      const { expected, millis: serialMillis } = serial
      runs.push({ expected, actual: work.result(), wallMillis, cpuMillis, serialMillis })
    }
    context.setCompleted(round)
  }
  if (part === 0) writeText(words.lab, JSON.stringify({ runs }))
  add(words.labDone.cell, 1)
}

function timed(
  context: RoleContext,
  { reset, serially, expected }: LabWork,
): { millis: number | null; expected: number } {
  reset()
  if (serially === undefined) return { millis: null, expected }
  const before = context.nowNanos()
  const result = serially()
  return { millis: (context.nowNanos() - before) / NANOS_PER_MILLI, expected: result }
}
