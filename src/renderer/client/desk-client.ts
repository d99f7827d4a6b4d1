import { createBirpc, type BirpcReturn } from 'birpc'
import { LabError } from '../../base/errors.ts'
import { valueOf } from '../../contract/answer.ts'
import type { DeskEvent, DeskFunctions, DeskSnapshot, PageFunctions } from '../../contract/desk-wire.ts'
import type { ModelEntry } from '../../contract/catalogue.ts'
import type { DoctorReport } from '../../contract/doctor.ts'
import type { RunPreview } from '../../contract/events.ts'
import type { Exploration, ExploreRequestInput } from '../../contract/exploration.ts'
import {
  entryAnswerSchema,
  type HistoryPage,
  type HistoryQueryInput,
  type HistorySize,
  type RunEdit,
  type RunEntry,
  type StoredRun,
  type StoredSweep,
} from '../../contract/history.ts'
import type { RunComparison } from '../../contract/run-comparison.ts'
import type { Overlay, OverlayRequestInput } from '../../contract/overlay.ts'
import type { ReportFormat } from '../../contract/report-formats.ts'
import type { PoolState } from '../../contract/pool.ts'
import type { Replay } from '../../contract/replay.ts'
import type { RunRequestInput } from '../../contract/run-request.ts'
import type { SweepPreview } from '../../contract/sweep-events.ts'
import type { SweepRequestInput } from '../../contract/sweep-request.ts'
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

  async previewSweep(request: SweepRequestInput): Promise<SweepPreview> {
    return valueOf(await this.#answerOf(this.#rpc.previewSweep(request)))
  }

  /** @returns the id of the sweep that has started */
  async sweep(request: SweepRequestInput): Promise<string> {
    return valueOf(await this.#answerOf(this.#rpc.sweep(request))).sweepId
  }

  async resumeSweep(sweepId: string): Promise<string> {
    return valueOf(await this.#answerOf(this.#rpc.resumeSweep(sweepId))).sweepId
  }

  async stop(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.stop()))
  }

  async release(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.release()))
  }

  async models(): Promise<readonly ModelEntry[]> {
    return valueOf(await this.#answerOf(this.#rpc.models()))
  }

  /** How far it is comes as events. */
  async explore(request: ExploreRequestInput): Promise<Exploration> {
    return valueOf(await this.#answerOf(this.#rpc.explore(request)))
  }

  async overlay(request: OverlayRequestInput): Promise<Overlay> {
    return valueOf(await this.#answerOf(this.#rpc.overlay(request)))
  }

  async stopExploring(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.stopExploring()))
  }

  async replay(line: string): Promise<Replay> {
    return valueOf(await this.#answerOf(this.#rpc.replay(line)))
  }

  async doctor(): Promise<DoctorReport> {
    return valueOf(await this.#answerOf(this.#rpc.doctor()))
  }

  async history(query: HistoryQueryInput): Promise<HistoryPage> {
    return valueOf(await this.#answerOf(this.#rpc.history(query)))
  }

  async openRun(runId: string): Promise<StoredRun> {
    return valueOf(await this.#answerOf(this.#rpc.openRun(runId)))
  }

  async openSweep(sweepId: string): Promise<StoredSweep> {
    return valueOf(await this.#answerOf(this.#rpc.openSweep(sweepId)))
  }

  async editRun(runId: string, edit: RunEdit): Promise<RunEntry> {
    return valueOf(await this.#answerOf(this.#rpc.editRun(runId, edit)))
  }

  async deleteRuns(runIds: readonly string[]): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.deleteRuns(runIds)))
  }

  async restoreRuns(runIds: readonly string[]): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.restoreRuns(runIds)))
  }

  async limitHistory(bytes: number): Promise<HistorySize> {
    return valueOf(await this.#answerOf(this.#rpc.limitHistory(bytes)))
  }

  /**
   * Takes in a run from the text of its report.
   * @param sent hears which share of it is at the desk
   * @throws {LabError} BAD_IMPORT; CANCELLED where nothing was taken in
   */
  async importRun(text: string, signal: AbortSignal, sent: (share: number) => void): Promise<RunEntry> {
    const { upload } = this.#transport
    if (upload === undefined) return valueOf(await this.#answerOf(this.#rpc.importRun(text)))
    return valueOf(entryAnswerSchema.parse(await this.#answerOf(upload(text, signal, sent))))
  }

  async compare(runIds: readonly string[]): Promise<RunComparison> {
    return valueOf(await this.#answerOf(this.#rpc.compare(runIds)))
  }

  async reportComparison(runIds: readonly string[], format: ReportFormat): Promise<string> {
    return valueOf(await this.#answerOf(this.#rpc.reportComparison(runIds, format)))
  }

  async cancelReport(): Promise<void> {
    valueOf(await this.#answerOf(this.#rpc.cancelReport()))
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
