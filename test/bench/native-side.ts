import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { LabError } from '../../src/base/errors.ts'
import type { Sample } from './criterion.ts'

const answerSchema = z.object({
  nanos: z.number().positive(),
  counted: z.int(),
  operations: z.array(z.int()).nonempty(),
})

/** No round takes a tenth of this. */
const ANSWER_WITHIN_MILLIS = 60_000

/** One round, in every language. What is not said is 0. */
export interface NativeWork {
  /** The name of a kernel. */
  readonly variant: string
  readonly workers: number
  /** By each worker. */
  readonly operations?: number
  /** Instead: until so much time has passed. */
  readonly durationMillis?: number
  /** Of arithmetic inside the critical section, each as long in every compiled language. */
  readonly holdSteps?: number
  /** Of a buffer; of a dispatch, tasks in flight. */
  readonly capacity?: number
}

/** What a resident program answers. */
export interface CountedSample extends Sample {
  /** What the shared words show to have been done. */
  readonly counted: number
  readonly perWorker: readonly number[]
}

export interface NativeSide {
  measure(work: NativeWork): Promise<CountedSample>
  close(): Promise<void>
}

/** How a resident program is started. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** Starts a resident program; it runs one round per line it is sent. */
export function startNativeSide({ command, args }: Program): NativeSide {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async measure(work) {
      const tooLate = setTimeout(() => child.kill(), ANSWER_WITHIN_MILLIS)
      child.stdin.write(`${lineOf(work)}\n`)
      const line = await lines.next()
      clearTimeout(tooLate)
      if (line.done === true) throw new LabError('INTERNAL', `${command} ended in the middle of ${work.variant}`)
      const { nanos, counted, operations } = answerSchema.parse(JSON.parse(line.value))
      return { millis: nanos / 1e6, counted, perWorker: operations }
    },
    async close() {
      child.stdin.end()
      await gone
    },
  }
}

function lineOf({
  variant,
  workers,
  operations = 0,
  durationMillis = 0,
  holdSteps = 0,
  capacity = 0,
}: NativeWork): string {
  return [variant, workers, operations, durationMillis, holdSteps, capacity].join(' ')
}
