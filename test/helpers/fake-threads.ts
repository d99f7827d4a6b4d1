import type { Thread, ThreadExit, ThreadListener, Threads } from '../../src/engine/ports.ts'
import { bindSession, SESSION_OVER } from '../../src/engine/pool/session-memory.ts'
import type { AttachMessage } from '../../src/engine/pool/worker-protocol.ts'
import { PHASE } from '../../src/engine/telemetry/worker-cells.ts'
import * as atomics from '../../src/engine/memory/atomics.ts'

/** One trial, as a fake worker meets it. */
export interface FakeTrial {
  readonly attach: AttachMessage
  readonly variant: string
  readonly params: AttachMessage['arms'][number]['params']
  readonly generation: number
  readonly words: ReturnType<typeof bindSession>
  /** Ends the trial well, with so many operations counted, after 2 ms if nothing else is said. */
  readonly finish: (operations: number, took?: { readonly millis: number; readonly cpuMillis: number }) => void
  /** Ends the thread from inside. */
  readonly die: (exit: ThreadExit) => void
  readonly say: (message: unknown) => void
}

/** What a worker does in a trial; until it calls `finish` the host waits for it. */
export type Play = (trial: FakeTrial) => void

/**
 * Threads that run on the test's own thread: they attach, wait for each trial on the shared words as real workers do,
 * and leave it to `play` what happens in it. No time passes and nothing blocks.
 */
export class FakeThreads implements Threads {
  readonly started: string[] = []
  readonly attached: AttachMessage[] = []
  readonly terminated: string[] = []
  play: Play
  /** What a thread answers to an attach message instead of being ready. */
  refuse: (() => ThreadExit | { readonly reason: string } | null) | null = null

  constructor(play: Play) {
    this.play = play
  }

  start(name: string, listener: ThreadListener): Thread {
    this.started.push(name)
    let alive = true
    const exit = (how: ThreadExit): void => {
      if (!alive) return
      alive = false
      queueMicrotask(() => listener.exit(how))
    }
    const say = (message: unknown): void => {
      queueMicrotask(() => {
        if (alive) listener.message(message)
      })
    }
    return {
      post: message => {
        if (isAttach(message)) void this.#serve(message, say, exit, () => alive)
      },
      isAsleep: () => false,
      terminate: () => {
        this.terminated.push(name)
        exit({ code: 1, error: null })
        return Promise.resolve()
      },
    }
  }

  async #serve(
    attach: AttachMessage,
    say: (message: unknown) => void,
    exit: (how: ThreadExit) => void,
    alive: () => boolean,
  ): Promise<void> {
    this.attached.push(attach)
    const refusal = this.refuse?.() ?? null
    if (refusal !== null) {
      if ('code' in refusal) exit(refusal)
      else say({ kind: 'refused', session: attach.session, reason: refusal.reason })
      return
    }
    const words = bindSession(attach.memory.buffer)
    const { generation, arm, parties, finished } = words.control
    const cells = words.workers.cells.of(attach.worker)
    say({ kind: 'ready', session: attach.session })
    for (let done = attach.generation; alive();) {
      const current = generation.load()
      if (current === SESSION_OVER) break
      if (current === done) {
        await atomics.waitAsync(generation.cell, done, 60_000)
        continue
      }
      done = current
      if (attach.worker >= parties.load()) continue
      const played = attach.arms[arm.load()]
      if (played === undefined) throw new Error(`the session has no arm ${arm.load()}`)
      cells.phase.store(PHASE.measuring)
      this.play({
        attach,
        ...played,
        generation: current,
        words,
        say,
        die: exit,
        finish(operations, { millis, cpuMillis } = { millis: 2, cpuMillis: 0 }) {
          cells.completed.value = operations
          cells.startedNanos.value = 1e9
          cells.finishedNanos.value = 1e9 + millis * 1e6
          cells.cpuMicros.value = cpuMillis * 1e3
          cells.phase.store(PHASE.finished)
          atomics.add(finished.cell, 1)
          atomics.notify(finished.cell)
        },
      })
    }
    say({ kind: 'released', session: attach.session })
  }
}

function isAttach(message: unknown): message is AttachMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'attach'
}
