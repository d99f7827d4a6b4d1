import { describeThrown, isLabError, LabError, type ErrorCode } from '../../base/errors.ts'
import { invariant } from '../../base/assert.ts'
import { instruments, registry } from '../experiments/index.ts'
import type { AttachedExperiment } from '../experiments/kit/define-experiment.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import * as atomics from '../memory/atomics.ts'
import { Region } from '../memory/region.ts'
import type { WorkerSide } from '../ports.ts'
import { PHASE, type WorkerCells } from '../telemetry/worker-cells.ts'
import { bindDispatch, dispatchHash } from './dispatch/lane.ts'
import { serveExecutor } from './serve-executor.ts'
import type { OpenExecutors, SessionExecutors } from './session-executors.ts'
import { serveTasks } from './dispatch/serve-tasks.ts'
import { shortTasks, type ShortTasks } from './dispatch/tasks.ts'
import {
  bindSession,
  EXPERIMENT_OFFSET,
  PREPARING,
  SESSION_OVER,
  sessionHash,
  type SessionWords,
} from './session-memory.ts'
import { meetAtStartLine } from './start-line.ts'
import { Context } from './worker-context.ts'
import { primitivesFor } from './worker-primitives.ts'
import type { AttachMessage, ServeMessage, WorkerMessage } from './worker-protocol.ts'

/** Everything in this file runs inside a worker; `worker-pool.ts` commands it from the host. */

export interface WorkerBodyOptions {
  /** The short tasks it can run; the host must know the same. */
  readonly tasks?: ShortTasks
  /** What async kernels open executors with; null where they cannot. */
  readonly openExecutors?: OpenExecutors | null
}

/**
 * Serves sessions and dispatches until the thread ends: idle in its event loop between them, parked on a shared word
 * within one.
 * @param known the experiments it can run; the host must know the same
 */
export function runWorkerBody(
  side: WorkerSide,
  known: Registry = new Map([...registry, ...instruments]),
  { tasks = shortTasks, openExecutors = null }: WorkerBodyOptions = {},
): void {
  const say = (message: WorkerMessage): void => {
    side.post(message)
  }
  const attend = async (attach: AttachMessage): Promise<void> => {
    const { session } = attach
    let trials: TrialRunner
    try {
      trials = await prepareSession(side, known, attach, say, openExecutors)
    } catch (thrown) {
      say({ kind: 'refused', session, reason: describeThrown(thrown) })
      return
    }
    say({ kind: 'ready', session })
    await trials.runAll()
    await trials.close()
    say({ kind: 'released', session })
  }
  const serve = ({ session, lane, layoutHash, memory, executor }: ServeMessage): void => {
    if (executor !== null) {
      void serveExecutor(side, known, { session, lane, layoutHash, memory, executor }, say)
      return
    }
    const own = dispatchHash(Object.keys(tasks))
    if (own !== layoutHash) {
      say({ kind: 'refused', session, reason: `this worker serves ${own}, its host asks for ${layoutHash}` })
      return
    }
    say({ kind: 'ready', session })
    serveTasks(bindDispatch(memory.buffer), lane, Object.values(tasks))
    say({ kind: 'released', session })
  }
  side.onMessage(message => {
    if (isAttach(message)) void attend(message)
    else if (isServe(message)) serve(message)
  })
}

function isAttach(message: unknown): message is AttachMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'attach'
}

function isServe(message: unknown): message is ServeMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'serve'
}

async function prepareSession(
  side: WorkerSide,
  known: Registry,
  attach: AttachMessage,
  say: (message: WorkerMessage) => void,
  openExecutors: OpenExecutors | null,
): Promise<TrialRunner> {
  const experiment = await known.get(attach.experiment)?.()
  if (experiment === undefined) throw new LabError('UNKNOWN_EXPERIMENT', `this worker has no ${attach.experiment}`)
  const own = sessionHash(experiment.layout)
  if (own !== attach.layoutHash) {
    throw new LabError('LAYOUT_MISMATCH', `this worker lays memory out as ${own}, its host as ${attach.layoutHash}`)
  }
  const region = Region.attach(attach.memory)
  const attached = experiment.attach(region.buffer, EXPERIMENT_OFFSET)
  const opensExecutors = experiment.loadTasks !== null && openExecutors !== null
  const executors = opensExecutors ? await openExecutors(experiment, attach.memory) : null
  return new TrialRunner(side, attach, bindSession(region.buffer), await attached.loadKernels(), say, executors)
}

type RunKernel = Awaited<ReturnType<AttachedExperiment['loadKernels']>>

class TrialRunner {
  readonly #side: WorkerSide
  readonly #attach: AttachMessage
  readonly #words: SessionWords
  readonly #cells: WorkerCells
  readonly #runKernel: RunKernel
  readonly #say: (message: WorkerMessage) => void
  readonly #context: Context
  readonly #executors: SessionExecutors | null

  constructor(
    side: WorkerSide,
    attach: AttachMessage,
    words: SessionWords,
    runKernel: RunKernel,
    say: (message: WorkerMessage) => void,
    executors: SessionExecutors | null,
  ) {
    this.#executors = executors
    this.#side = side
    this.#attach = attach
    this.#words = words
    this.#cells = words.workers.cells.of(attach.worker)
    this.#runKernel = runKernel
    this.#say = say
    this.#context = new Context(
      side,
      attach,
      words,
      primitivesFor(attach, () => side.nowNanos()),
      executors,
    )
  }

  /** Ends what its executors kept warm. */
  async close(): Promise<void> {
    await this.#executors?.close()
  }

  /** One trial after the other, until the host says that the session is over. */
  async runAll(): Promise<void> {
    const { generation, parties } = this.#words.control
    for (let done = this.#attach.generation; ;) {
      const current = generation.load()
      if (current === SESSION_OVER) return
      if (current === PREPARING) {
        atomics.wait(generation.cell, PREPARING)
        continue
      }
      if (current === done) {
        atomics.wait(generation.cell, done)
        continue
      }
      const takesPart = this.#attach.worker < parties.load()
      // Who does not take part may be slow: by now the host may be writing the words of the trial after this one.
      if (generation.load() !== current) continue
      done = current
      if (takesPart) await this.#runTrial(current)
    }
  }

  async #runTrial(generation: number): Promise<void> {
    const { control, startLine } = this.#words
    const arm = this.#attach.arms[control.arm.load()]
    invariant(arm, 'the control word names an arm of the session')
    const cells = this.#cells
    const context = this.#context
    context.reset(control.trialSeed.load(), control.probing.load() === 1)
    let ending: number = PHASE.finished
    try {
      cells.phase.store(PHASE.atStartLine)
      const parties = control.parties.load()
      meetAtStartLine(startLine, generation, parties, control.spins.load(), () => context.stopRequested())
      const cpuBefore = this.#side.cpuMicros()
      cells.startedNanos.value = this.#side.nowNanos()
      cells.phase.store(PHASE.measuring) // after startedNanos, which the sampler reads once it sees this
      try {
        const over = this.#runKernel(arm.variant, arm.params, context)
        // Only async kernels pay for a turn of the event loop.
        if (over !== undefined) await over
      } finally {
        cells.finishedNanos.value = this.#side.nowNanos()
        cells.cpuMicros.value = this.#side.cpuMicros() - cpuBefore
        cells.completed.value = context.completed
        cells.operations.cell[0] = context.completed
      }
    } catch (thrown) {
      const stopped = isLabError(thrown) && isOfStop(thrown.code, context.stopRequested())
      if (!stopped) {
        ending = PHASE.threw
        const { session } = this.#attach
        const ours = isLabError(thrown) ? thrown : null
        const address = ours?.hints.address ?? 0
        this.#say({
          kind: 'threw',
          session,
          generation,
          reason: describeThrown(thrown),
          code: ours?.code ?? null,
          address,
        })
      }
    }
    cells.phase.store(ending)
    // The last one wakes the host; this atomic step also orders the plain stores above before the host's reads.
    const { finished, parties } = control
    if (atomics.add(finished.cell, 1) + 1 === parties.load()) atomics.notify(finished.cell)
  }
}

/** A stop that ends one party's wait at a barrier breaks it for the others. */
function isOfStop(code: ErrorCode, stopping: boolean): boolean {
  return code === 'STOPPED' || (code === 'BARRIER_BROKEN' && stopping)
}
