import { invariant } from '../../base/assert.ts'
import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { valueOf } from '../../contract/answer.ts'
import {
  exploreRequestSchema,
  type Exploration,
  type ExploreProgress,
  type ExploreRequestInput,
} from '../../contract/exploration.ts'
import type { Replay } from '../../contract/replay.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import { isModelFile } from '../explore/own-model.ts'
import { isFromSearch, type FromSearch, type ToSearch } from '../explore/search-protocol.ts'
import type { Clock, Thread, ThreadExit, Threads } from '../ports.ts'
import { gradedExploration, gradedReplay } from './graded-exploration.ts'

/** Code of others that has not come to an end by then is given up. */
const LOADING_MILLIS = 10_000

interface Job {
  /** Whose model it is about. */
  readonly experiment: string
  readonly progress: (progress: ExploreProgress) => void
  readonly settle: (message: FromSearch) => void
  readonly fail: (error: LabError) => void
}

/** Searches and replays of models, in a thread of their own that is started when it is first needed. */
export class Explorations {
  readonly #threads: Threads | null
  readonly #experiments: Registry
  readonly #takesFiles: boolean
  readonly #clock: Pick<Clock, 'after'>
  readonly #jobs = new Map<number, Job>()
  /** Stops waiting for the code of a model. */
  #loaded: () => void = () => undefined
  #thread: Thread | null = null
  #nextJob = 1

  /** @param takesFiles whether models in files may be loaded: they are programs */
  constructor(threads: Threads | null, experiments: Registry, takesFiles: boolean, clock: Pick<Clock, 'after'>) {
    this.#threads = threads
    this.#clock = clock
    this.#takesFiles = takesFiles
    this.#experiments = experiments
  }

  /** @throws {LabError} USAGE for a request that does not parse, and whatever is wrong with what it asks for */
  async explore(given: ExploreRequestInput, progress: (progress: ExploreProgress) => void): Promise<Exploration> {
    const parsed = exploreRequestSchema.safeParse(given)
    if (!parsed.success) throw notARequest(parsed.error.issues[0])
    const { experiment } = parsed.data
    this.#allow(experiment)
    const message = await this.#ask(experiment, job => ({ kind: 'explore', job, request: parsed.data }), progress)
    invariant(message.kind === 'explored', 'a search answers with what it found')
    return gradedExploration(valueOf(message.answer), await this.#experiments.get(experiment)?.())
  }

  async replay(line: string): Promise<Replay> {
    const experiment = line.trimStart().split(/\s/)[0] ?? ''
    this.#allow(experiment)
    const message = await this.#ask(experiment, job => ({ kind: 'replay', job, line }))
    invariant(message.kind === 'replayed', 'a replay answers with what it did')
    return gradedReplay(valueOf(message.answer), await this.#experiments.get(experiment)?.())
  }

  /** Ends the search under way; its result says that it was cut short. */
  stop(): void {
    this.#post({ kind: 'stop' })
  }

  async close(): Promise<void> {
    await this.#thread?.terminate()
  }

  /** @throws {LabError} UNKNOWN_EXPERIMENT for a file, where none are taken */
  #allow(experiment: string): void {
    if (this.#takesFiles || !isModelFile(experiment)) return
    throw new LabError('UNKNOWN_EXPERIMENT', 'models in files are explored from the terminal alone', {
      allowed: 'experiments with a model',
      suggestion: `interleave explore ${printable(experiment)}`,
    })
  }

  #ask(
    experiment: string,
    make: (job: number) => ToSearch,
    progress: (progress: ExploreProgress) => void = () => undefined,
  ): Promise<FromSearch> {
    const number = this.#nextJob++
    return new Promise((settle, fail) => {
      this.#jobs.set(number, { experiment, progress, settle, fail })
      this.#thread ??= this.#start()
      this.#post(make(number))
    })
  }

  #post(message: ToSearch): void {
    this.#thread?.post(message)
  }

  #start(): Thread {
    if (this.#threads === null) throw new LabError('INTERNAL', 'this lab was opened without threads that search')
    return this.#threads.start('search', {
      message: message => {
        if (isFromSearch(message)) this.#hear(message)
      },
      exit: exit => {
        this.#lose(exit)
      },
    })
  }

  #hear(message: FromSearch): void {
    const job = this.#jobs.get(message.job)
    this.#loaded()
    if (message.kind === 'loading') {
      this.#loaded = this.#clock.after(LOADING_MILLIS, () => {
        this.#giveUp(message.job)
      })
      return
    }
    if (message.kind === 'progress') {
      job?.progress(message.progress)
      return
    }
    this.#jobs.delete(message.job)
    job?.settle(message)
  }

  #giveUp(number: number): void {
    const job = this.#jobs.get(number)
    this.#jobs.delete(number)
    const seconds = String(LOADING_MILLIS / 1000)
    job?.fail(
      new LabError('BAD_MODEL', `${printable(job.experiment)}: its code has not come to an end after ${seconds} s`, {
        allowed: 'a module that is loaded, and variants that are made, in a moment',
        suggestion: 'whileTrue(…) in place of a loop that waits for something',
      }),
    )
    void this.#thread?.terminate()
  }

  #lose({ error }: ThreadExit): void {
    this.#thread = null
    this.#loaded()
    const lost = [...this.#jobs.values()]
    this.#jobs.clear()
    for (const { fail } of lost) fail(new LabError('WORKER_DIED', `the search ended: ${error ?? 'it was closed'}`))
  }
}

function notARequest(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): LabError {
  const where = issue?.path.map(String).join('.') ?? ''
  return new LabError('USAGE', `the request does not parse: ${where}: ${issue?.message ?? ''}`, {
    allowed: 'what interleave explore --help names',
    suggestion: 'interleave explore --help',
  })
}
