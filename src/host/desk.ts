import { createBirpc, type BirpcReturn } from 'birpc'
import { LabError, toLabError } from '../base/errors.ts'
import { answer } from '../contract/answer.ts'
import { checkCall } from '../contract/desk-calls.ts'
import type { DeskEvent, DeskFunctions, DeskSnapshot, HostRestart, PageFunctions } from '../contract/desk-wire.ts'
import type { RunEvent } from '../contract/events.ts'
import type { RunDocument, MachineFacts, Versions } from '../contract/run-document.ts'
import type { RunRequestInput } from '../contract/run-request.ts'
import type { OpenLab } from '../engine/index.ts'
import { FrameOutlet } from './frame-outlet.ts'
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
  readonly #pages = new Set<Page>()
  readonly #memory: RunMemory
  #pending: DeskEvent[] = []
  #flushing: (() => void) | null = null

  constructor(options: DeskOptions) {
    this.#options = options
    this.#memory = new RunMemory(options.last ?? null)
    options.lab.onPoolChange(pool => {
      this.#tell({ kind: 'pool-changed', pool })
    })
  }

  /** Takes a page on, until its connection closes. */
  connect(connection: PageConnection): void {
    const page: Page = new Page(
      connection,
      this.#functions(() => page),
    )
    this.#pages.add(page)
    connection.onClose(() => {
      this.#pages.delete(page)
      page.forget()
    })
  }

  #functions(page: () => Page): DeskFunctions {
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
      stop: () =>
        answer(async () => {
          if (this.#memory.underWay !== null) this.#options.shell?.stopAsked()
          await lab.stop()
          return null
        }),
      release: () =>
        answer(async () => {
          await lab.release()
          return null
        }),
      doctor: () => answer(() => lab.doctor()),
      report: (runId, format) => answer(() => lab.report(this.#memory.document(runId), format)),
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
    if (event.kind !== 'trial-finished') this.#flush()
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
    const [catalogue, pool] = await Promise.all([lab.catalogue(), lab.pool()])
    return {
      catalogue,
      machine: machine.facts,
      versions: machine.versions,
      pool,
      underWay: this.#memory.underWay,
      last: this.#memory.last,
      restart: restart ?? null,
    }
  }
}

/** One page at the desk. */
class Page {
  /** True once it has its snapshot: before that it would not know what events are about. */
  attached = false
  readonly frames: FrameOutlet
  readonly #connection: PageConnection
  readonly #rpc: BirpcReturn<PageFunctions, DeskFunctions>

  constructor(connection: PageConnection, functions: DeskFunctions) {
    this.#connection = connection
    this.frames = new FrameOutlet(cells => {
      connection.frame(cells)
    })
    this.#rpc = createBirpc<PageFunctions, DeskFunctions>(functions, {
      post: (message: object) => {
        connection.post(message)
      },
      on: listener => {
        connection.onMessage(message => {
          if (this.#accepts(message)) listener(message)
        })
      },
      timeout: -1,
    })
  }

  tell(events: readonly DeskEvent[]): void {
    void this.#rpc.events.asEvent(events)
  }

  forget(): void {
    this.#rpc.$close()
  }

  /** Whoever sends what no page of ours would send is told so, and hung up on. */
  #accepts(message: unknown): boolean {
    try {
      checkCall(message)
      return true
    } catch (thrown) {
      const { code, message: what } = thrown instanceof LabError ? thrown : toLabError(thrown)
      void this.#rpc.refused.asEvent(code, what).finally(() => {
        this.#connection.close()
      })
      return false
    }
  }
}
