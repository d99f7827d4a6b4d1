import { createBirpc, type BirpcReturn } from 'birpc'
import { LabError } from '../../base/errors.ts'
import { valueOf } from '../../contract/answer.ts'
import type { DeskEvent, DeskFunctions, DeskSnapshot, PageFunctions } from '../../contract/desk-wire.ts'
import type { DoctorReport } from '../../contract/doctor.ts'
import type { RunPreview } from '../../contract/events.ts'
import type { ReportFormat } from '../../contract/lab.ts'
import type { PoolState } from '../../contract/pool.ts'
import type { RunRequestInput } from '../../contract/run-request.ts'
import { reported } from './reported.ts'
import type { Transport } from './transport.ts'

/** Who hears what the desk says unasked. */
export interface DeskListener {
  events(events: readonly DeskEvent[]): void
  frame(cells: Float64Array): void
  /** The desk is about to hang up, and says why. */
  refused(code: string, message: string): void
  closed(): void
}

/**
 * The desk as a page sees it.
 *
 * Every call rejects with a {@link LabError}: the lab's own refusal, or HOST_DIED when the connection ends before the
 * answer has come.
 */
export class DeskClient {
  readonly #transport: Transport
  readonly #rpc: BirpcReturn<DeskFunctions, PageFunctions>

  constructor(transport: Transport, listener: DeskListener) {
    this.#transport = transport
    this.#rpc = createBirpc<DeskFunctions, PageFunctions>(
      {
        events: events => reported(() => listener.events(events)),
        refused: (code, message) => reported(() => listener.refused(code, message)),
      },
      {
        post: (message: unknown) => transport.post(message),
        on: (hear: (message: unknown) => void) => transport.onMessage(hear),
        // A run's start waits for worker threads, a doctor for its measurements: the connection's end is the only limit.
        timeout: -1,
      },
    )
    transport.onFrame(cells => {
      reported(() => listener.frame(cells))
      // Where the connection ended meanwhile, nobody waits for this.
      this.#rpc.frameTaken.asEvent().catch(() => undefined)
    })
    transport.onClose(() => {
      this.#rpc.$close(connectionLost())
      listener.closed()
    })
  }

  async attach(): Promise<DeskSnapshot> {
    return valueOf(await this.#answerOf(this.#rpc.attach()))
  }

  async preview(request: RunRequestInput): Promise<RunPreview> {
    return valueOf(await this.#answerOf(this.#rpc.preview(request)))
  }

  /** @returns the id of the run that has started */
  async run(request: RunRequestInput): Promise<string> {
    return valueOf(await this.#answerOf(this.#rpc.run(request))).runId
  }

  async stop(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.stop()))
  }

  async release(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.release()))
  }

  async doctor(): Promise<DoctorReport> {
    return valueOf(await this.#answerOf(this.#rpc.doctor()))
  }

  async report(runId: string, format: ReportFormat): Promise<string> {
    return valueOf(await this.#answerOf(this.#rpc.report(runId, format)))
  }

  async rebuildPool(): Promise<PoolState> {
    return valueOf(await this.#answerOf(this.#rpc.rebuildPool()))
  }

  async keepCoresFree(cores: number): Promise<PoolState> {
    return valueOf(await this.#answerOf(this.#rpc.keepCoresFree(cores)))
  }

  close(): void {
    this.#rpc.$close(connectionLost())
    this.#transport.close()
  }

  /** The library's own errors (a call after the end, a failed send) all mean the same here. */
  async #answerOf<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (thrown) {
      if (thrown instanceof LabError) throw thrown
      throw connectionLost(thrown)
    }
  }
}

function connectionLost(cause?: unknown): LabError {
  const error = new LabError('HOST_DIED', 'the connection to the engine host ended before it answered', {
    suggestion: 'wait until it is back, then try again',
  })
  if (cause !== undefined) error.cause = cause
  return error
}
