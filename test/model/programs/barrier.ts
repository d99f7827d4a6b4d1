import type { Ghosts, ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../src/engine/sync/barrier.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { stopper, supervisor } from '../support/outside.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { outcomeOf, worker, type Body } from '../support/workers.ts'

const barriersLayout = layout('barriers', { barrier: barrierLayout })

type Memory = Prepared<typeof barriersLayout.fields>

interface Shape {
  readonly parties: number
  readonly phases: number
  /** Parties that never come. */
  readonly missing?: number
  /** Generation at the start: close to where it wraps, or not. */
  readonly generation?: number
  readonly killable?: boolean
  /** Whether every phase is passed by all. */
  readonly isWhole: boolean
  readonly others?: (memory: Memory, outside: Barrier) => readonly ProgramThread[]
}

/** Books of the program: how many came to a phase and were last in it, how far each is, and who was told that it is broken. */
const came = (phase: number) => `came ${String(phase)}`
const last = (phase: number) => `last ${String(phase)}`
const phaseOf = (index: number) => `phase of ${String(index)}`
const toldOf = (index: number) => `told ${String(index)}`

/** Parties that go from phase to phase until they are told that the barrier is broken. */
function barrierProgram(
  name: string,
  primitives: Primitives,
  shape: Shape,
  meet: (barrier: Barrier, index: number) => boolean,
): Program {
  const { parties, phases, missing = 0, generation = 0, isWhole } = shape
  const memory = prepared(barriersLayout, parties, ({ barrier }) => {
    initializeBarrier(barrier, parties + missing)
    barrier.generation.store(generation)
  })
  const barrierOf = (index: number) => new Barrier(memory.words.barrier, memory.waiter(index, primitives))
  const threads = Array.from({ length: parties }, (_, index) =>
    worker(
      index,
      barrierOf(index),
      repeated<Body<Barrier>>(phases, (thread, barrier) => {
        onePhase(thread, shape, () => meet(barrier, index))
      }),
      shape.killable,
    ),
  )
  const others = shape.others?.(memory, barrierOf(parties)) ?? []
  return memory.program(`barrier: ${name}`, [...threads, ...others], end => {
    const living = threads.flatMap((_, index) => (end.isDead(index) ? [] : [index]))
    for (let phase = 0; phase < phases; phase++) {
      const through = living.filter(index => end.ghost(phaseOf(index)) > phase)
      const all = through.length === living.length
      end.assert(all || through.length === 0, `phase ${String(phase + 1)} was passed by some and not by others`)
      if (!isWhole) continue
      end.assert(all, `phase ${String(phase + 1)} was not passed by all`)
      end.assert(end.ghost(last(phase)) === 1, `${String(end.ghost(last(phase)))} parties were last in a phase`)
    }
  })
}

/** Nobody is through before all have come; who was told that the barrier is broken is told for ever. */
function onePhase(thread: ModelThread, { parties, isWhole }: Shape, meet: () => boolean): void {
  const { index } = thread
  const wasTold = thread.note(ghosts => ghosts.get(toldOf(index))) > 0
  let isLast = false
  if (!wasTold) thread.announce(ghosts => ghosts.add(came(ghosts.get(phaseOf(index))), 1))
  const outcome = outcomeOf(
    () => {
      isLast = meet()
    },
    'BARRIER_BROKEN',
    'STOPPED',
  )
  thread.assert(!wasTold || outcome === 'BARRIER_BROKEN', 'a broken barrier lets a party through')
  if (outcome === 'done') {
    const missing = thread.note(ghosts => passes(ghosts, index, isLast, parties))
    thread.assert(missing === 0, `ran ahead: ${String(missing)} parties had not come`)
  } else {
    thread.assert(!isWhole, 'the barrier is broken, though nobody gave up')
    thread.note(ghosts => ghosts.add(toldOf(index), 1))
  }
}

/** @returns how many parties are missing in the phase that was passed */
function passes(ghosts: Ghosts, index: number, isLast: boolean, parties: number): number {
  const phase = ghosts.get(phaseOf(index))
  ghosts.add(phaseOf(index), 1)
  if (isLast) ghosts.add(last(phase), 1)
  return parties - ghosts.get(came(phase))
}

/** All come to all phases. */
export function phases(primitives: Primitives, shape: Pick<Shape, 'parties' | 'phases' | 'generation'>): Program {
  return barrierProgram('phases', primitives, { ...shape, isWhole: true }, barrier => barrier.wait())
}

/** The first party has a limit, or the first few. */
export function limited(primitives: Primitives, parties: number, phaseCount: number, limits = 1): Program {
  const shape = { parties, phases: phaseCount, isWhole: false }
  return barrierProgram('time-outs', primitives, shape, (barrier, index) =>
    index < limits ? barrier.waitFor(10 * (index + 1)) : barrier.wait(),
  )
}

/** Somebody who is no party breaks the barrier at any moment. */
export function brokenFromOutside(primitives: Primitives, parties: number, phaseCount: number): Program {
  const breaking = (_: Memory, barrier: Barrier): readonly ProgramThread[] => [
    {
      name: 'breaker',
      rounds: [
        () => {
          barrier.break()
        },
      ],
    },
  ]
  const shape = { parties, phases: phaseCount, isWhole: false, others: breaking }
  return barrierProgram('break', primitives, shape, barrier => barrier.wait())
}

/** The trial is stopped at any moment. */
export function stopped(primitives: Primitives, parties: number, phaseCount: number, missing = 0): Program {
  const shape = { parties, phases: phaseCount, missing, isWhole: false, others: () => [stopper] }
  return barrierProgram('stop', primitives, shape, barrier => barrier.wait())
}

/** Any party may die, and the barrier is broken then. */
export function deaths(primitives: Primitives, parties: number, phaseCount: number, most = 1): Program {
  const others = ({ locks }: Memory): readonly ProgramThread[] => [supervisor(locks, most)]
  const shape = { parties, phases: phaseCount, isWhole: false, killable: true, others }
  return barrierProgram('death', primitives, shape, barrier => barrier.wait())
}
