import { isLabError, LabError } from '../../base/errors.ts'
import { isLike, LoopRemembers, moreTurns, turnsBefore, withMoreTurns, type Log, type Turns } from './loops.ts'
import { isSame, type Operation } from './operation.ts'
import type { Program, ProgramThread } from './program.ts'
import { Rerun } from './rerun.ts'

/** Where a thread can stand: just before an operation, having seen what it has seen in this round. */
export class Place {
  readonly id: number
  readonly operation: Operation
  readonly round: number
  /** Null at the start of a round. */
  readonly before: Place | null
  /** What the operation of {@link before} returned. */
  readonly result: number
  /** The machine's slot of the operation's word, once it is known. */
  slot = -1
  /** Where the thread stands after a few turns of a loop more than here: it has to go on from there as from here. */
  twin: Twin | null = null
  // Most operations have one result ever; a Map for each would be most of the memory.
  #result = 0
  #after: Place | null = null
  #others: Map<number, Place> | null = null

  constructor(id: number, operation: Operation, round: number, before: Place | null, result: number) {
    this.id = id
    this.operation = operation
    this.round = round
    this.before = before
    this.result = result
  }

  after(result: number): Place | undefined {
    if (this.#after !== null && this.#result === result) return this.#after
    return this.#others?.get(result)
  }

  /** All that is known of what follows. */
  *followers(): Generator<readonly [result: number, place: Place]> {
    if (this.#after !== null) yield [this.#result, this.#after]
    if (this.#others !== null) yield* this.#others
  }

  grow(result: number, place: Place): void {
    if (this.#after === null) {
      this.#result = result
      this.#after = place
    } else {
      this.#others ??= new Map()
      this.#others.set(result, place)
    }
  }
}

interface Twin {
  readonly place: Place
  /** The loop that it comes from. */
  readonly loop: string
}

const FINISHED: Operation = { kind: 'finished', address: 0, expected: 0, value: 0, change: null, text: '' }

/** A loop that would take two turns so often, each after each, is taken to go on for as long as it is let. */
const TURNS = 50
const MORE_TURNS = 5

/**
 * All places of one thread that were ever reached. What a thread does next is a function of the results of its calls, so
 * the place is the thread's whole local state, and its body runs once per place.
 *
 * Loops would have ever new places. A thread that has gone round twice, whatever it saw, and would do so {@link TURNS}
 * times more, is taken to stand where it stood one turn before. Whatever is found to follow there is checked against what
 * follows after {@link MORE_TURNS} times more: a loop that remembers its turns is found out ({@link LoopRemembers}).
 */
export class ThreadTree {
  readonly #places: Place[] = [new Place(0, FINISHED, -1, null, 0)]
  readonly #index: number
  readonly #rounds: ProgramThread['rounds']
  readonly #remembering: ReadonlySet<string> | null
  readonly #starts: Place[] = []
  readonly #rerun: Rerun

  /** @param remembering loops that remember their turns; null = all may */
  constructor(program: Program, thread: ProgramThread, index: number, remembering: ReadonlySet<string> | null) {
    this.#index = index
    this.#rounds = thread.rounds
    this.#remembering = remembering
    this.#rerun = new Rerun(program, thread, index)
  }

  get size(): number {
    return this.#places.length
  }

  /** @param id of a place of this tree; 0 is where a finished thread stands, whatever it has seen */
  at(id: number): Place {
    const place = this.#places[id]
    if (place === undefined) throw new LabError('INTERNAL', `there is no place ${String(id)}`)
    return place
  }

  start(round = 0): Place {
    const body = this.#rounds[round]
    if (body === undefined) return this.at(0)
    return (this.#starts[round] ??= this.#place(this.#rerun.next(body, [], []), round, null, 0))
  }

  /** Where the thread stands once the operation at `place` has returned `result`. */
  after(place: Place, result: number): Place {
    const known = place.after(result)
    if (known !== undefined) return known
    const reached = this.#reach(place, result)
    place.grow(result, reached)
    return reached
  }

  #reach(place: Place, result: number): Place {
    const log = logTo(place, result)
    const operation = this.#next(place.round, log)
    if (place.twin !== null) this.#checkTwin(place.twin, result, operation)
    const loop = operation.kind === 'finished' ? null : this.#loopAt(place.round, log, operation)
    if (loop !== null) {
      const end = new Place(-1, operation, place.round, place, result)
      const before = stepsBefore(end, loop.turns.second)
      this.#setTwin(before, { place: afterMoreTurns(end, loop.turns), loop: loop.name })
      return before
    }
    const reached = this.#place(operation, place.round, place, result)
    if (place.twin !== null && reached.before === place) this.#setTwin(reached, follow(place.twin, result, operation))
    return reached
  }

  #next(round: number, { asked, results }: Log): Operation {
    const body = this.#rounds[round]
    if (body === undefined) throw new LabError('INTERNAL', 'a finished thread does nothing')
    return this.#rerun.next(body, asked, results)
  }

  /** The loop of which the thread has just taken two turns, and would take them for as long as it is let. */
  #loopAt(round: number, log: Log, next: Operation): { readonly turns: Turns; readonly name: string } | null {
    if (this.#remembering === null) return null
    for (const turns of turnsBefore(log, next)) {
      const parts = [this.#index, round, next.kind, next.address, next.expected, turns.first, turns.second]
      const name = parts.join(' ')
      if (this.#remembering.has(name)) continue
      // Most ways are wrong, and seen to be so at once.
      const goesOn = (times: number) => this.#goesOn(round, withMoreTurns(log, turns, times), next)
      if ([1, TURNS].every(goesOn)) return { turns, name }
    }
    return null
  }

  #goesOn(round: number, log: Log, next: Operation): boolean {
    try {
      return isLike(this.#next(round, log), next)
    } catch (thrown) {
      // It does something else on the way.
      if (isLabError(thrown)) return false
      throw thrown
    }
  }

  #setTwin(place: Place, twin: Twin): void {
    if (place.twin !== null) return
    place.twin = twin
    for (const [result, after] of place.followers()) {
      this.#checkTwin(twin, result, after.round === place.round ? after.operation : FINISHED)
      if (after.before === place) this.#setTwin(after, follow(twin, result, after.operation))
    }
  }

  #checkTwin({ place, loop }: Twin, result: number, expected: Operation): void {
    const found = this.#next(place.round, logTo(place, result))
    if (!isSame(found, expected.kind, expected.address, expected.expected, expected.value))
      throw new LoopRemembers(loop)
  }

  #place(operation: Operation, round: number, before: Place | null, result: number): Place {
    if (operation.kind === 'finished') return this.start(round + 1)
    const place = new Place(this.#places.length, operation, round, before, result)
    this.#places.push(place)
    return place
  }
}

function follow({ place, loop }: Twin, result: number, operation: Operation): Twin {
  return { place: new Place(-1, operation, place.round, place, result), loop }
}

function stepsBefore(place: Place, steps: number): Place {
  let at = place
  for (let step = 0; step < steps; step++) at = at.before ?? at
  return at
}

/** @param end of the turns */
function afterMoreTurns(end: Place, turns: Turns): Place {
  const steps: Place[] = []
  for (let at = end; steps.length < turns.first + turns.second && at.before !== null; at = at.before) steps.push(at)
  return moreTurns(steps.reverse(), turns, MORE_TURNS).reduce(
    (last, { operation, round, result }) => new Place(-1, operation, round, last, result),
    end,
  )
}

/** What a thread has done in its round once the operation at `place` has returned `result`. */
function logTo(place: Place, result: number): Log {
  const asked = [place.operation]
  const results = [result]
  for (let at = place; at.before !== null; at = at.before) {
    asked.push(at.before.operation)
    results.push(at.result)
  }
  return { asked: asked.reverse(), results: results.reverse() }
}
