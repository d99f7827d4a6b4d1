import type { Cancelling } from '../base/cancellation.ts'
import { toLabError } from '../base/errors.ts'
import { answer } from '../contract/answer.ts'
import type { DeskEvent, DeskFunctions, DeskSnapshot, HostRestart } from '../contract/desk-wire.ts'
import type { RunEvent } from '../contract/events.ts'
import type { ReportFormat } from '../contract/report-formats.ts'
import type { RunComparison } from '../contract/run-comparison.ts'
import type { RunDocument, MachineFacts, Versions } from '../contract/run-document.ts'
import type { RunRequestInput } from '../contract/run-request.ts'
import type { OpenLab } from '../engine/index.ts'
import { DeskPage } from './desk-page.ts'
import { DeskSweeps } from './desk-sweeps.ts'
import type { PageConnection } from './page-connection.ts'
import { RunMemory } from './run-memory.ts'

/** Trials may end thousands of times a second; no screen shows more than this. */
const EVENTS_EVERY_MILLIS = 50

export interface DeskOptions {
  readonly lab: OpenLab
  readonly machine: { readonly facts: MachineFacts; readonly versions: Versions }
  /** Calls back once after so many milliseconds. */
  readonly after: (millis: number, expire: () => void) => () => void
  readonly last?: RunDocument | null
  readonly restart?: HostRestart | null
  /** Hears what the shell must know: to tell a crash's story, to end a host that does not stop, to keep a setting. */
  readonly shell?: DeskShell
}

/** What the shell's process hears of its desk. */
export interface DeskShell {
  runEvent(event: RunEvent): void
  stopAsked(): void
  /** Null: none goes on any more. */
  sweepGoesOn(sweepId: string | null): void
  coresKeptFree(cores: number): void
  /** The lab did not come to rest after a run: this host is of no further use. */
  failed(why: string): void
}

/**
 * The desk: where all pages ask, and from where all of them are told the same. It holds what a page must know whenever
 * it comes: the run under way and the one that ended last.
 *
 * Guarantees: events reach every page in order; a page that is slow gets fewer frames, never old ones.
 */
export class Desk {
  readonly #options: DeskOptions
  readonly #pages = new Set<DeskPage>()
  readonly #memory: RunMemory
  readonly #sweeps: DeskSweeps
  #pending: DeskEvent[] = []
  #flushing: (() => void) | null = null

  constructor(options: DeskOptions) {
    this.#options = options
    this.#memory = new RunMemory(options.last ?? null)
    const { lab, shell } = options
    this.#sweeps = new DeskSweeps(lab.history, {
      tell: event => {
        this.#tell(event)
      },
      goesOn: sweepId => shell?.sweepGoesOn(sweepId),
      failed: why => shell?.failed(why),
    })
    options.lab.history.onChange(() => {
      this.#tell({ kind: 'history-changed' })
    })
    options.lab.onPoolChange(pool => {
      this.#tell({ kind: 'pool-changed', pool })
    })
  }

  /** Takes a page on, until its connection closes. */
  connect(connection: PageConnection): void {
    const page: DeskPage = new DeskPage(
      connection,
      this.#functions(() => page),
    )
    this.#pages.add(page)
    connection.onClose(() => {
      this.#pages.delete(page)
      page.forget()
    })
  }

  #functions(page: () => DeskPage): DeskFunctions {
    const { lab } = this.#options
    return {
      attach: () =>
        answer(async () => {
          // What comes from here on is news to this page; what came before is in its snapshot.
          this.#flush()
          const snapshot = await this.#snapshot()
          page().attached = true
          return snapshot
        }),
      preview: request => answer(() => lab.preview(request)),
      run: request => answer(() => this.#run(request)),
      previewSweep: request => answer(() => lab.previewSweep(request)),
      sweep: request => answer(() => this.#sweeps.begin(observer => lab.sweep(request, observer))),
      resumeSweep: id => answer(() => this.#sweeps.begin(observer => lab.resumeSweep(id, observer))),
      stop: () =>
        answer(async () => {
          if (this.#memory.underWay !== null || this.#sweeps.memory.goesOn) this.#options.shell?.stopAsked()
          await lab.stop()
          return null
        }),
      release: () =>
        answer(async () => {
          await lab.release()
          return null
        }),
      models: () => answer(() => lab.models()),
      explore: request =>
        answer(() =>
          lab.explore(request, progress => {
            if (page().attached) page().tell([{ kind: 'exploring', progress }])
          }),
        ),
      overlay: request =>
        answer(() =>
          lab.overlay(request, progress => {
            if (page().attached) page().tell([{ kind: 'overlaying', progress }])
          }),
        ),
      stopExploring: () => answer(() => lab.stopExploring().then(() => null)),
      replay: line => answer(() => lab.replay(line)),
      doctor: () => answer(() => lab.doctor()),
      history: query => answer(() => lab.history.list(query)),
      openRun: runId => answer(() => lab.history.open(runId)),
      openSweep: id => answer(() => lab.history.openSweep(id)),
      editRun: (runId, edit) => answer(() => lab.history.edit(runId, edit)),
      deleteRuns: runIds => answer(() => lab.history.delete(runIds).then(() => null)),
      restoreRuns: runIds => answer(() => lab.history.restore(runIds).then(() => null)),
      limitHistory: bytes => answer(() => lab.history.limit(bytes)),
      importRun: text => answer(() => lab.history.import(text)),
      compare: runIds => answer(() => this.#compare(runIds)),
      report: (id, format) => page().making(cancelling => this.#report(id, format, cancelling)),
      reportComparison: (runIds, format) =>
        page().making(async cancelling => lab.reportComparison(await this.#compare(runIds), format, cancelling)),
      cancelReport: () => answer(() => page().cancelReport()),
      rebuildPool: () => answer(() => lab.rebuildPool()),
      keepCoresFree: cores =>
        answer(async () => {
          const pool = await lab.keepCoresFree(cores)
          this.#options.shell?.coresKeptFree(pool.coresKeptFree)
          this.#tell({ kind: 'catalogue-changed', catalogue: await lab.catalogue() })
          return pool
        }),
      frameTaken: () => {
        page().frames.taken()
      },
    }
  }

  /** @throws {LabError} UNKNOWN_RUN, or what keeps the history from being read */
  async #report(id: string, format: ReportFormat, cancelling: Cancelling): Promise<string> {
    const { lab } = this.#options
    const run = this.#memory.find(id)
    if (run !== undefined) return lab.report(run, format, cancelling)
    const sweep = await this.#sweeps.find(id)
    if (sweep !== null) return lab.sweepReport(sweep, format, cancelling)
    return lab.report((await lab.history.open(id)).document, format, cancelling)
  }

  #compare(runIds: readonly string[]): Promise<RunComparison> {
    return this.#options.lab.compare(runIds.map(kept => ({ kept })))
  }

  /** Resolves when the run has started; its end comes as an event. */
  async #run(request: RunRequestInput): Promise<{ runId: string }> {
    let started = false
    return new Promise((resolve, reject) => {
      this.#options.lab
        .run(request, {
          event: event => {
            started = true
            if (event.kind === 'run-started') resolve({ runId: event.runId })
            this.#hear(event)
          },
          frame: cells => {
            for (const page of this.#pages) if (page.attached) page.frames.push(cells)
          },
        })
        .catch((thrown: unknown) => {
          const error = toLabError(thrown)
          if (started) this.#options.shell?.failed(error.message)
          else reject(error)
        })
    })
  }

  #hear(event: RunEvent): void {
    // Frames do not name their run: none of an old one may come after the start of the next.
    if (event.kind === 'run-started') for (const page of this.#pages) page.frames.forget()
    this.#memory.hear(event)
    this.#options.shell?.runEvent(event)
    this.#tell(event)
  }

  #tell(event: DeskEvent): void {
    this.#pending.push(event)
    if (event.kind !== 'trial-finished' && event.kind !== 'curve-advanced') this.#flush()
    else
      this.#flushing ??= this.#options.after(EVENTS_EVERY_MILLIS, () => {
        this.#flush()
      })
  }

  #flush(): void {
    this.#flushing?.()
    this.#flushing = null
    const events = this.#pending
    this.#pending = []
    if (events.length === 0) return
    for (const page of this.#pages) if (page.attached) page.tell(events)
  }

  async #snapshot(): Promise<DeskSnapshot> {
    const { lab, machine, restart } = this.#options
    const [catalogue, pool, reports] = await Promise.all([lab.catalogue(), lab.pool(), lab.reportOffers()])
    return {
      catalogue,
      machine: machine.facts,
      versions: machine.versions,
      pool,
      reports,
      underWay: this.#memory.underWay,
      last: this.#memory.last,
      sweep: this.#sweeps.memory.sofar,
      restart: restart ?? null,
    }
  }
}
