import * as atomics from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import { i32, layout, perWorker, type Bound } from '../../memory/layout.ts'
import { Event, eventLayout, initializeEvent } from '../../sync/event.ts'
import { Mutex, mutexLayout } from '../../sync/mutex.ts'
import type { RoleContext } from './role-context.ts'

/**
 * A model of CPython's global interpreter lock: one lock around all computing, and the rules by which it changes hands.
 *
 * | who         | does                                                                                             |
 * | ----------- | ------------------------------------------------------------------------------------------------ |
 * | a taker     | waits for one switch interval; if nobody has taken it meanwhile, asks the holder to drop it; again |
 * | the holder  | looks at the request between two bytecodes; drops the lock, and sleeps until another has taken it  |
 * | who waits   | (for a file, a socket, a timer) drops the lock before and takes it again after                     |
 *
 * Why a forced drop never sleeps for good: a request is set only by one who is about to try again, and it goes on trying
 * until it is the taker; the next taker that is not the dropper wakes the dropper. No wake-up of an earlier drop is left
 * over: the event is set by a holder, and reset by its owner while that is the holder.
 *
 * Does not model: the cost of a bytecode, signals, tracing, or how Python's own condition variable picks a waiter.
 *
 * Sources: CPython 3.13, `Python/ceval_gil.c` (take_gil, drop_gil, FORCE_SWITCHING); A. Pitrou, "Reworking the GIL"
 * (python-dev, 2009); D. Beazley, "Understanding the Python GIL" (PyCon 2010).
 */
export const gilLayout = layout('gil', {
  lock: mutexLayout,
  dropRequest: i32({
    writers: 'takers',
    access: 'atomic',
    ownLine: true,
    doc: '1 = somebody has waited for a whole switch interval; who takes the lock clears it',
  }),
  switches: i32({ writers: 'the holder', access: 'atomic', doc: 'times that the lock went to another thread; wraps' }),
  lastHolder: i32({ writers: 'the holder', access: 'atomic', doc: 'who took it last, + 1; 0 = nobody yet' }),
  taken: perWorker(eventLayout),
})

type GilMemory = Bound<typeof gilLayout.fields>

export function initializeGil({ taken }: GilMemory, workers: number): void {
  for (const event of taken.first(workers)) initializeEvent(event, 'auto-reset')
}

/** What stands between a thread and its computing. */
export interface Door {
  /** Returns when this thread may compute. @throws {LabError} STOPPED when the trial is stopped meanwhile */
  take(): void
  /** This thread computes no more. @throws {LabError} STOPPED as {@link take} */
  drop(): void
  /** To be asked between two bytecodes by whoever computes: whether it is to drop the lock and take it again. */
  isWanted(): boolean
}

/** No lock: what threads can do. */
export const openDoor: Door = { take: () => undefined, drop: () => undefined, isWanted: () => false }

/** A thread's own handle on the lock. */
export class Gil implements Door {
  readonly #lock: Mutex
  readonly #dropRequest: I32Cell
  readonly #switches: I32Cell
  readonly #lastHolder: I32Cell
  readonly #taken: readonly Event[]
  readonly #me: number
  readonly #intervalMillis: number

  /** @param intervalMillis the switch interval, `sys.setswitchinterval` in Python */
  constructor(memory: GilMemory, workers: number, intervalMillis: number, context: RoleContext) {
    this.#lock = new Mutex(memory.lock, context)
    this.#dropRequest = memory.dropRequest.cell
    this.#switches = memory.switches.cell
    this.#lastHolder = memory.lastHolder.cell
    this.#taken = memory.taken.first(workers).map(event => new Event(event, context))
    this.#me = context.worker + 1
    this.#intervalMillis = intervalMillis
  }

  take(): void {
    for (;;) {
      const before = atomics.load(this.#switches)
      if (this.#lock.acquireFor(this.#intervalMillis)) break
      if (atomics.load(this.#switches) === before) atomics.store(this.#dropRequest, 1)
    }
    atomics.store(this.#dropRequest, 0)
    const last = atomics.load(this.#lastHolder)
    if (last === this.#me) return
    atomics.store(this.#lastHolder, this.#me)
    atomics.add(this.#switches, 1)
    if (last > 0) this.#taken[last - 1]?.set()
  }

  drop(): void {
    const taken = this.isWanted() ? this.#taken[this.#me - 1] : undefined
    taken?.reset()
    this.#lock.release()
    taken?.wait()
  }

  isWanted(): boolean {
    return atomics.load(this.#dropRequest) !== 0
  }
}
