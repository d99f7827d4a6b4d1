import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { LabError } from '../../src/base/errors.ts'
import type { Sample } from './criterion.ts'

const answerSchema = z.object({ nanos: z.number().positive(), counted: z.int() })

/** No round takes a tenth of this. */
const ANSWER_WITHIN_MILLIS = 60_000

/** What the C side has kernels for. */
export interface NativeWork {
  readonly variant: string
  readonly workers: number
  /** By each worker. */
  readonly additions: number
}

export interface NativeSide {
  measure(work: NativeWork): Promise<Sample>
  close(): Promise<void>
}

/** Starts the C side; it runs one round per line it is sent. */
export function startNativeSide(executable: string): NativeSide {
  const child = spawn(executable, { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async measure({ variant, workers, additions }) {
      const tooLate = setTimeout(() => child.kill(), ANSWER_WITHIN_MILLIS)
      child.stdin.write(`${variant} ${workers} ${additions}\n`)
      const line = await lines.next()
      clearTimeout(tooLate)
      if (line.done === true) throw new LabError('INTERNAL', `the C side ended in the middle of ${variant}`)
      const { nanos, counted } = answerSchema.parse(JSON.parse(line.value))
      return { millis: nanos / 1e6, counted }
    },
    async close() {
      child.stdin.end()
      await gone
    },
  }
}
