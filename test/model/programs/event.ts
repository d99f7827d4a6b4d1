import type { End, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { Event, eventLayout, initializeEvent } from '../../../src/engine/sync/event.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { stopper, supervisor } from '../support/outside.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { outcomeOf, worker, type Body } from '../support/workers.ts'

const eventsLayout = layout('events', { event: eventLayout })

type EventKind = Parameters<typeof initializeEvent>[1]
type Memory = Prepared<typeof eventsLayout.fields>

interface Shape {
  readonly kind: EventKind
  readonly isSet?: boolean
  readonly killable?: readonly number[]
  readonly others?: (memory: Memory, outside: Event) => readonly ProgramThread[]
  readonly atEnd?: (end: End, state: number) => void
}

/** A worker for each entry, which does these rounds. */
function eventProgram(
  name: string,
  primitives: Primitives,
  workers: readonly (readonly Body<Event>[])[],
  { kind, isSet = false, killable = [], others, atEnd }: Shape,
): Program {
  const memory = prepared(eventsLayout, workers.length, ({ event }) => {
    initializeEvent(event, kind)
    event.state.store(isSet ? 1 : 0)
  })
  const { event } = memory.words
  const eventOf = (index: number) => new Event(event, memory.waiter(index, primitives))
  const threads = workers.map((rounds, index) => worker(index, eventOf(index), rounds, killable.includes(index)))
  // No worker's record is touched by who only sets.
  const outside = others?.(memory, eventOf(workers.length)) ?? []
  return memory.program(`${kind} event: ${name}`, [...threads, ...outside], end => {
    const counted = end.word(event.waiters.address)
    const deaths = threads.filter((_, index) => end.isDead(index)).length
    end.assert(counted >= 0 && counted <= deaths, `nobody waits, but ${String(counted)} are counted`)
    atEnd?.(end, end.word(event.state.address))
  })
}

const SET = 'set'

/** Whoever has waited knows that the event was set. */
const waits: Body<Event> = (thread, event) => {
  event.wait()
  thread.assert(thread.note(ghosts => ghosts.get(SET)) > 0, 'passed an event that nobody has set')
}

const waitsFor: Body<Event> = (thread, event) => {
  const passed = event.waitFor(10)
  const wasSet = thread.note(ghosts => ghosts.get(SET)) > 0
  thread.assert(!passed || wasSet, 'passed an event that nobody has set')
}

const sets: Body<Event> = (thread, event) => {
  thread.announce(ghosts => ghosts.add(SET, 1))
  event.set()
}

const resets: Body<Event> = (_, event) => {
  event.reset()
}

/** Workers wait while another sets, resets and sets again. */
export function lettingAllThrough(primitives: Primitives, waiters: number, waitsEach: number): Program {
  return eventProgram(
    'all pass',
    primitives,
    [...repeated(waiters, repeated(waitsEach, waits)), [sets, resets, sets]],
    { kind: 'manual-reset' },
  )
}

/** Workers that sleep when the event is set and reset at once. */
export function pulse(primitives: Primitives, waiters: number): Program {
  const pulses: Body<Event> = (thread, event) => {
    thread.whenIdle()
    sets(thread, event)
    event.reset()
  }
  return eventProgram('pulse', primitives, [...repeated(waiters, [waits]), [pulses]], { kind: 'manual-reset' })
}

/** Some wait with a limit while another sets. */
export function limitedWaits(primitives: Primitives, kind: EventKind, untimed = 1): Program {
  return eventProgram(
    'time-outs',
    primitives,
    [...repeated(untimed, [waits]), [waitsFor], [sets, ...(untimed > 0 ? [sets] : [])]],
    {
      kind,
    },
  )
}

const SECTION = 'the section'

const HAS_IT = 'has the baton'

/** The signal is a baton: who has it is alone, and hands it on. The first few wait with a limit. */
export function batons(primitives: Primitives, workers: number, times: number, limited = 0): Program {
  const rounds = (index: number): readonly Body<Event>[] => {
    const mine = `${String(index)} ${HAS_IT}`
    const takes: Body<Event> = (thread, event) => {
      if (index >= limited) event.wait()
      else if (!event.waitFor(10 * (index + 1))) return
      thread.enter(SECTION)
      thread.note(ghosts => ghosts.add(mine, 1))
    }
    const handsOn: Body<Event> = (thread, event) => {
      if (thread.note(ghosts => ghosts.get(mine)) === 0) return
      thread.leave(SECTION)
      thread.announce(ghosts => ghosts.add(mine, -1))
      event.set()
    }
    return repeated(times, [takes, handsOn]).flat()
  }
  return eventProgram(
    'baton',
    primitives,
    Array.from({ length: workers }, (_, index) => rounds(index)),
    {
      kind: 'auto-reset',
      isSet: true,
      atEnd(end, state) {
        end.assert(state % 2 === 1, 'the signal that was handed on is gone')
      },
    },
  )
}

const TAKEN = 'taken'

/** Workers set and take signals with a limit: each change of the state is one set or one that took it. */
export function signals(primitives: Primitives, takers: number, setters: number, times: number): Program {
  const takes: Body<Event> = (thread, event) => {
    if (event.waitFor(10)) thread.note(ghosts => ghosts.add(TAKEN, 1))
  }
  return eventProgram(
    'signals',
    primitives,
    [...repeated(takers, repeated(times, takes)), ...repeated(setters, repeated(times, sets))],
    {
      kind: 'auto-reset',
      atEnd(end, state) {
        const [taken, took] = [state >> 1, end.ghost(TAKEN)]
        end.assert(taken === took, `${String(taken)} signals were taken, and ${String(took)} workers say that they did`)
      },
    },
  )
}

/** Nobody sets the event: a stop lets everybody go. */
export function stopped(primitives: Primitives, kind: EventKind, waiters: number): Program {
  const waitsInVain = (index: number): Body<Event> => {
    return (thread, event) => {
      const outcome = outcomeOf(() => {
        if (index % 2 === 0) event.wait()
        else if (!event.waitFor(10)) return
        thread.assert(false, 'passed an event that nobody has set')
      }, 'STOPPED')
      thread.assert(outcome === 'STOPPED' || index % 2 === 1, 'gave up without a limit')
    }
  }
  return eventProgram(
    'stop',
    primitives,
    Array.from({ length: waiters }, (_, index) => [waitsInVain(index)]),
    {
      kind,
      others: () => [stopper],
    },
  )
}

const setsAgain = ({ locks }: Memory, event: Event): readonly ProgramThread[] => [
  supervisor(locks, 1, thread => {
    sets(thread, event)
  }),
]

/** One who waits or the one who sets dies; then the supervisor sets the event, which does nothing when it is set. */
export function deaths(primitives: Primitives, waiters: number): Program {
  const threads = [...repeated(waiters, [waits]), [sets]]
  return eventProgram('death', primitives, threads, {
    kind: 'manual-reset',
    killable: threads.map((_, index) => index),
    others: setsAgain,
  })
}

/** The same with a baton; who dies may have it, so the supervisor makes another one. */
export function lostBaton(primitives: Primitives, workers: number, times: number): Program {
  const handsOn: Body<Event> = (_, event) => {
    event.wait()
    event.set()
  }
  const threads = repeated(workers, repeated(times, handsOn))
  return eventProgram('lost baton', primitives, threads, {
    kind: 'auto-reset',
    isSet: true,
    killable: threads.map((_, index) => index),
    others: setsAgain,
  })
}
