import { invariant } from '../../../base/assert.ts'
import { Prng } from '../../../base/prng.ts'
import type { SeenEnd } from '../../../contract/overlay.ts'
import type { ParamValues } from '../../../contract/words.ts'
import * as atomics from '../../memory/atomics.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { BatchMeeting, batchMeetingLayout } from './batch-meeting.ts'
import type { Experiment } from './define-experiment.ts'
import type { Judgement } from './judgement.ts'
import { commonParams, count, hasValues } from './params.ts'
import { RoundContext } from './round-context.ts'
import { readBook, RoundsBook, roundsBookLayout } from './rounds-book.ts'

/** Looks by which a party starts late, at most: parties that start alike in every round may keep missing each other. */
const LATEST = 64
/** In the book, beside outcomes by their place and -1, which is none of them. */
const CHECK_FAILED = -2
const UNTIMED = { measuredMillis: 0, cpuMillis: 0, waits: 0 }
const NOT_JUDGED: Judgement = {
  observed: {},
  outcome: null,
  tally: null,
  failedChecks: [],
  measures: {},
  lockOrders: [],
  compared: null,
}

/** The size of a model that has this name. */
type SizeOf = (name: string) => number

interface RoundsNotes {
  /** Of what is observed, the number that the model tells its ends apart by; names do where there is none. */
  readonly value?: string
  /** Values of the experiment's parameters that make its rounds what its model stands for, beside sizes of the same name. */
  readonly params?: (size: SizeOf) => ParamValues
  /** Variants with plain accesses that race. */
  readonly plain?: readonly string[]
  /** Outcomes that say more than how it ended, and the model's name of that end. */
  readonly sameEnd?: Readonly<Record<string, string>>
  /** Variants that are not run in rounds, and why: a sentence without a capital and a full stop. */
  readonly none?: Readonly<Record<string, string>>
  /** What is not quite as in the model; no end depends on it. Like {@link none}, after "Unlike in the model,". */
  readonly differs?: string
}

/** Why there are no rounds where a schedule may have no end. */
export const STANDS_STILL = 'some schedules stand still for good, and a batch of rounds would stand still with them'
/** Why there are none where an experiment brings its deadlock about. */
export const ALWAYS_DEADLOCKS =
  'its kernel lets all take their first lock before any asks for the second, so every round would deadlock'

/** An experiment whose trials are many rounds of another one's, at sizes so small that its model can be searched. */
export interface RoundsExperiment extends Experiment {
  readonly notes: RoundsNotes
  /** Values of the parameters at these sizes of the model, for so many rounds; those left out have their defaults. */
  paramsAt(sizes: ParamValues, rounds: number): ParamValues
  /** Reads a trial: only when all its workers are done. */
  read(buffer: SharedArrayBuffer, offset: number, variant: string): { rounds: number; seen: SeenEnd[] }
}

const roundsParams = {
  batch: count({ min: 1, max: 100_000_000, default: 100_000, unit: 'rounds', help: 'rounds of each trial' }),
  quota: count({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    default: Number.MAX_SAFE_INTEGER,
    unit: 'operations',
    help: 'operations of each worker in a round, where its kernel would go on until it is stopped',
  }),
} as const

/** Under what name workers know the rounds of an experiment. */
export function roundsId(experiment: string): string {
  return `_rounds-${experiment}`
}

/**
 * The experiment's own kernels, round after round: all workers leave a spinning rendezvous at once, each round has memory as
 * a trial finds it, and is judged as a trial is.
 */
export function roundsOf(experiment: Experiment, notes: RoundsNotes = {}): RoundsExperiment {
  const memory = layout(`rounds-${experiment.id}`, {
    meeting: batchMeetingLayout,
    operations: perWorker(i32({ writers: 'the worker', access: 'single writer', doc: 'of its round' })),
    book: roundsBookLayout,
    // The last one: from its length it is known where it begins.
    round: experiment.layout,
  })
  const begin = memory.byteLength - experiment.layout.byteLength
  const namesOf = (variant: string): readonly string[] => experiment.outcomes(variant).map(({ name }) => name)
  return {
    ...experiment,
    id: roundsId(experiment.id),
    layout: memory,
    loadTasks: null,
    params: { ...experiment.params, ...roundsParams },
    notes,
    paramsAt(sizes, rounds) {
      const size: SizeOf = name => {
        const value = sizes[name]
        invariant(typeof value === 'number', `the model of ${experiment.id} has a size ${name}`)
        return value
      }
      return { ...sizes, ...notes.params?.(size), batch: rounds }
    },
    read(buffer, offset, variant) {
      const { rounds, ends } = readBook(memory.bind(buffer, offset).book)
      const names = namesOf(variant)
      const seen = new Map<string, SeenEnd>()
      for (const end of ends) {
        const outcome = end.outcome === CHECK_FAILED ? 'check-failed' : (names[end.outcome] ?? 'undeclared')
        const name = notes.sameEnd?.[outcome] ?? outcome
        const value = notes.value === undefined ? null : end.value
        const key = `${name} ${String(value)}`
        seen.set(key, { name, value, rounds: (seen.get(key)?.rounds ?? 0) + end.rounds })
      }
      return { rounds, seen: [...seen.values()] }
    },
    attach(buffer, offset) {
      const { meeting, operations, book } = memory.bind(buffer, offset)
      const round = experiment.attach(buffer, offset + begin)
      const cleared = new Int32Array(buffer, offset + begin, experiment.layout.clearedBytes / 4)

      /** What worker 0 does between two rounds, while the others wait for the next one. */
      function turnOver(variant: string, params: ParamValues, workers: number, written: RoundsBook): void {
        const perWorkerDone = operations.first(workers).map(own => own.load())
        const done = { operations: perWorkerDone.reduce((sum, own) => sum + own, 0), perWorker: perWorkerDone }
        const { outcome, observed, failedChecks } = round.judge(variant, params, done, UNTIMED)
        const value = notes.value === undefined ? 0 : Number(observed[notes.value])
        written.add(failedChecks.length > 0 ? CHECK_FAILED : namesOf(variant).indexOf(outcome ?? ''), value)
        cleared.fill(0)
        round.prepare(params)
      }

      return {
        ...round,
        judge: () => NOT_JUDGED,
        async loadKernels() {
          const runRound = await round.loadKernels()
          return async (variant, params, context) => {
            invariant(hasValues(roundsParams, params) && hasValues(commonParams, params), 'parameters were checked')
            const workers = experiment.roles(params).length
            const written = new RoundsBook(book)
            const inner = new RoundContext(context, params.quota)
            const own = operations.of(context.worker).cell
            const gather = new BatchMeeting(meeting, workers, context)
            const late = new Prng(context.seed)
            for (let done = 0; done < params.batch && !context.stopRequested(); done++) {
              gather.meet()
              for (let look = late.nextBelow(LATEST); look > 0; look--) atomics.load(own)
              inner.begin(late.nextU32())
              const over = runRound(variant, params, inner)
              if (over !== undefined) await over
              own[0] = inner.completed
              gather.meet()
              // A round that was stopped in the middle says nothing.
              if (context.stopRequested()) return
              if (context.worker === 0) turnOver(variant, params, workers, written)
              context.setCompleted(done + 1)
            }
          }
        },
      }
    },
  }
}
