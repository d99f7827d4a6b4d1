import { createBirpc, type BirpcReturn } from 'birpc'
import { LabError } from '../../../src/base/errors.ts'
import { valueOf } from '../../../src/contract/answer.ts'
import type { DeskEvent, DeskFunctions, DeskSnapshot, PageFunctions } from '../../../src/contract/desk-wire.ts'
import type { Lab, RunObserver } from '../../../src/contract/lab.ts'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import type { RunRequestInput } from '../../../src/contract/run-request.ts'
import { forkHost } from '../../../src/host/forked-host.ts'
import { HostSupervisor } from '../../../src/host/host-supervisor.ts'

export interface ForkedLab extends Pick<Lab, 'run' | 'stop' | 'catalogue' | 'doctor' | 'close'> {
  readonly pid: number | undefined
  readonly supervisor: HostSupervisor
  /** Why each host that died did so, oldest first. */
  readonly deaths: readonly string[]
}

/** A lab in a forked host, asked as a page asks it: through the desk, and again after the host has died. */
export function openForkedLab(file?: URL, dataFolder: string | null = null): ForkedLab {
  const supervisor = new HostSupervisor({
    startProcess: () => forkHost(file),
    coresKeptFree: 1,
    dataFolder,
    onCoresKeptFree: () => undefined,
  })
  const deaths: string[] = []
  supervisor.onRestart(({ reason }) => deaths.push(reason))
  supervisor.start()
  let page: TestPage | null = null
  const asked = async (): Promise<TestPage> => {
    if (page?.open !== true) page = new TestPage(supervisor)
    await page.attached
    return page
  }
  return {
    supervisor,
    get pid() {
      return supervisor.pid
    },
    deaths,
    catalogue: async () => (await (await asked()).attached).catalogue,
    async run(request, observer) {
      const own = await asked()
      const document = await own.run(request, observer)
      if (document !== null) return document
      // The host died of the run: the next one, which is up by now, has its story.
      const { last } = await (await asked()).attached
      if (last === null) throw new LabError('HOST_DIED', 'the next host knows of no run')
      observer.event({ kind: 'run-finished', runId: last.id, document: last })
      return last
    },
    async stop() {
      await page?.stop()
    },
    doctor: async () => (await asked()).doctor(),
    async close() {
      await supervisor.close()
    },
  }
}

class TestPage {
  readonly attached: Promise<DeskSnapshot>
  readonly #rpc: BirpcReturn<DeskFunctions, PageFunctions>
  readonly #gone = Promise.withResolvers<null>()
  #hear: (message: unknown) => void = () => undefined
  #observer: { readonly runId: string; readonly observer: RunObserver } | null = null
  #early: DeskEvent[] = []
  #ended = Promise.withResolvers<RunDocument>()
  open = true

  constructor(supervisor: HostSupervisor) {
    let toDesk: (message: unknown) => void = () => undefined
    let onClose: () => void = () => undefined
    const rpc = createBirpc<DeskFunctions, PageFunctions>(
      {
        events: events => {
          for (const event of events) this.#event(event)
        },
        refused: () => undefined,
      },
      {
        post: (message: unknown) => {
          toDesk(message)
        },
        on: listener => {
          this.#hear = listener
        },
        timeout: -1,
      },
    )
    this.#rpc = rpc
    supervisor.connect({
      post: message => {
        this.#hear(message)
      },
      frame: cells => {
        this.#observer?.observer.frame(cells)
        void rpc.frameTaken.asEvent()
      },
      onMessage: listener => {
        toDesk = listener
      },
      onClose: listener => {
        onClose = listener
      },
      close: () => {
        this.open = false
        onClose()
        this.#gone.resolve(null)
        rpc.$close()
      },
    })
    this.attached = this.#answered(rpc.attach()).then(valueOf)
    this.attached.catch(() => undefined) // whoever waits for it hears of it
  }

  /** @returns null when the host died meanwhile */
  async run(request: RunRequestInput, observer: RunObserver): Promise<RunDocument | null> {
    const { runId } = valueOf(await this.#answered(this.#rpc.run(request)))
    this.#observer = { runId, observer }
    this.#ended = Promise.withResolvers()
    for (const event of this.#early.splice(0)) this.#event(event)
    const document = await Promise.race([this.#ended.promise, this.#gone.promise])
    this.#observer = null
    return document
  }

  async stop(): Promise<void> {
    await Promise.race([this.#rpc.stop().catch(() => null), this.#gone.promise])
  }

  async doctor(): ReturnType<Lab['doctor']> {
    return valueOf(await this.#answered(this.#rpc.doctor()))
  }

  async #answered<T>(call: Promise<T>): Promise<T> {
    call.catch(() => undefined) // the race below tells of it
    const died = this.#gone.promise.then(() => {
      throw new LabError('HOST_DIED', 'the desk hung up')
    })
    return Promise.race([call, died])
  }

  #event(event: DeskEvent): void {
    if (!('runId' in event)) return
    // The answer that names the run may come after the events that it begins with.
    if (this.#observer === null) {
      if (event.kind === 'run-started') this.#early = []
      this.#early.push(event)
      return
    }
    if (event.runId !== this.#observer.runId) return
    this.#observer.observer.event(event)
    if (event.kind === 'run-finished') this.#ended.resolve(event.document)
  }
}
