import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { keysOf } from '../../base/typed-object.ts'
import {
  overlayRequestSchema,
  type Overlay,
  type OverlayProgress,
  type OverlayRequest,
  type OverlayRequestInput,
} from '../../contract/overlay.ts'
import type { ParamValues } from '../../contract/words.ts'
import { rounded } from '../experiments/index.ts'
import { defaultOf, parseParam } from '../experiments/kit/params.ts'
import type { RoundsExperiment } from '../experiments/kit/rounds.ts'
import { loadModel } from '../explore/models.ts'
import { prepare } from '../explore/steps/prepare.ts'
import { EXPERIMENT_OFFSET } from '../pool/session-memory.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'

/** Between two looks at how far the rounds are. */
const LOOK_MILLIS = 100
/** A round takes microseconds, and naps: one that is not over after so long never will be. */
const STUCK_MILLIS = 20_000
/** A model's sizes have defaults that no machine changes. */
const ANY_MACHINE = { cores: 2 }

/** Rounds under way; they can be stopped before their threads are there. */
interface Running {
  session: Session | null
  stopAsked: boolean
}

/** Runs on real threads what models stand for, round after round. */
export class Overlays {
  readonly #pool: WorkerPool
  readonly #ports: Ports
  readonly #stuckMillis: number
  #running: Running | null = null

  /** @param stuckMillis after which a round that has not ended is given up */
  constructor(pool: WorkerPool, ports: Ports, stuckMillis = STUCK_MILLIS) {
    this.#pool = pool
    this.#ports = ports
    this.#stuckMillis = stuckMillis
  }

  /**
   * @param progress hears how far it is, several times a second
   * @throws {LabError} USAGE for a request that does not parse, NO_ROUNDS for what is not run in rounds, WORKER_STUCK where
   *   a round does not end, and whatever a search would throw for the same variant and sizes
   */
  async run(given: OverlayRequestInput, progress: (progress: OverlayProgress) => void): Promise<Overlay> {
    const request = checked(given)
    const experiment = await loadRounds(request.experiment)
    const { variant, params: sizes } = prepare(
      await loadModel(request.experiment),
      request.experiment,
      request.variant,
      request.set,
    )
    const { none = {}, plain = [], differs } = experiment.notes
    if (Object.hasOwn(none, variant)) throw noRounds(`${request.experiment} ${variant}`, none[variant] ?? '')
    const { machine } = this.#ports
    const params = paramsOf(experiment, experiment.paramsAt(sizes, request.rounds))
    const workers = experiment.roles(params).length
    const arms = [{ variant, params }]
    const running: Running = { session: null, stopAsked: false }
    this.#running = running
    const session = await this.#pool.open({ experiment, arms, workers, primitives: 'webassembly', telemetry: true })
    running.session = session
    try {
      const seed = request.seed ?? machine.entropy()
      session.startTrial({ arm: 0, parties: workers, seed, cores: machine.facts.cores })
      if (running.stopAsked) session.endEarly('stop')
      await this.#watch(session, request.rounds, progress)
      if (session.fault !== null) throw new LabError('WORKER_DIED', session.fault.message)
      const { rounds, seen } = experiment.read(session.region.buffer, EXPERIMENT_OFFSET, variant)
      return {
        schema: 'interleave.overlay/1',
        experiment: request.experiment,
        variant,
        params: sizes,
        seed,
        rounds,
        complete: rounds === request.rounds,
        atomicsOnly: !plain.includes(variant),
        ...(differs === undefined ? {} : { differs }),
        seen: seen.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0)),
      }
    } finally {
      this.#running = null
      await this.#pool.release(session)
    }
  }

  /** Tells how far the rounds are until they are over. @throws {LabError} WORKER_STUCK where one of them does not end */
  async #watch(session: Session, of: number, progress: (progress: OverlayProgress) => void): Promise<void> {
    const { clock } = this.#ports
    const started = clock.nowMillis()
    let [rounds, looks] = [0, 0]
    for (;;) {
      const end = await session.endOfTrial(LOOK_MILLIS)
      const done = session.view(0).cells[0]?.operations.load() ?? 0
      progress({ rounds: done, of, millis: clock.nowMillis() - started })
      if (end === 'finished') return
      looks = done === rounds ? looks + 1 : 0
      rounds = done
      const goesOn = end === 'time-cap'
      const isStuck = goesOn && looks * LOOK_MILLIS >= this.#stuckMillis
      if (goesOn && !isStuck) continue
      await session.abandonTrial()
      if (!isStuck) return
      throw new LabError('WORKER_STUCK', `round ${String(rounds + 1)} of ${String(of)} did not come to an end`, {
        allowed: 'schedules that end, as the model has them',
        suggestion: 'report it: the lab is wrong',
      })
    }
  }

  /** Ends the rounds under way: those that were run count. */
  stop(): void {
    if (this.#running === null) return
    this.#running.stopAsked = true
    this.#running.session?.endEarly('stop')
  }
}

function checked(given: OverlayRequestInput): OverlayRequest {
  const parsed = overlayRequestSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new LabError('USAGE', `the request does not parse: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, {
    allowed: 'what interleave explore --help names',
    suggestion: 'interleave explore --help',
  })
}

async function loadRounds(experiment: string): Promise<RoundsExperiment> {
  const load = rounded.get(experiment)
  if (load === undefined) throw noRounds(printable(experiment), 'no kernel of the lab is what its model stands for')
  return load()
}

function noRounds(what: string, why: string): LabError {
  return new LabError('NO_ROUNDS', `no real rounds of ${what}: ${why}`, {
    allowed: 'the search alone',
    suggestion: 'the same without --overlay',
  })
}

function paramsOf(experiment: RoundsExperiment, given: ParamValues): ParamValues {
  return Object.fromEntries(
    keysOf(experiment.params).flatMap(name => {
      const spec = experiment.params[name]
      if (spec === undefined) return []
      const value = given[name]
      return [[name, value === undefined ? defaultOf(spec, ANY_MACHINE) : parseParam(name, spec, value, ANY_MACHINE)]]
    }),
  )
}
