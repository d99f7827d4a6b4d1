import { LabError } from '../../../src/base/errors.ts'
import type { ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../src/engine/sync/semaphore.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { repeated } from '../support/repeated.ts'
import { prepared } from '../support/prepared.ts'
import { stopper, supervisor } from '../support/outside.ts'

const semaphoresLayout = layout('semaphores', { permits: semaphoreLayout })

interface Shape {
  readonly workers: number
  readonly permits: number
  /** Permits that are out at the start. */
  readonly out?: number
  readonly spins?: number
}

type Body = (thread: ModelThread, semaphore: Semaphore) => void

function memoryOf({ workers, permits, out = 0, spins = 0 }: Shape) {
  return prepared(semaphoresLayout, workers, (words, waiting) => {
    initializeSemaphore(words.permits, permits)
    words.permits.permits.store(permits - out)
    waiting.spins.store(spins)
  })
}

/** Workers that each do their own rounds. */
function semaphoreProgram(
  name: string,
  primitives: Primitives,
  shape: Shape,
  rounds: (index: number) => readonly Body[],
  rest: {
    readonly left?: number
    readonly killable?: boolean
    readonly others?: (memory: ReturnType<typeof memoryOf>) => readonly ProgramThread[]
  } = {},
): Program {
  const memory = memoryOf(shape)
  const { permits, waiters } = memory.words.permits
  const workers = Array.from({ length: shape.workers }, (_, index): ProgramThread => {
    const semaphore = new Semaphore(memory.words.permits, memory.waiter(index, primitives))
    return {
      name: `T${String(index + 1)}`,
      rounds: rounds(index).map(body => (thread: ModelThread) => {
        body(thread, semaphore)
      }),
      killable: rest.killable ?? false,
    }
  })
  return memory.program(name, [...workers, ...(rest.others?.(memory) ?? [])], end => {
    const deaths = workers.filter((_, index) => end.isDead(index)).length
    const left = end.word(permits.address) + end.ghost('kept')
    const expected = rest.left ?? shape.permits
    end.assert(left <= expected, `there were ${String(expected)} permits, and now there are ${String(left)}`)
    end.assert(left >= expected - deaths, `a permit is lost: of ${String(expected)} there are ${String(left)}`)
    end.assert(
      end.word(waiters.address) <= deaths && end.word(waiters.address) >= 0,
      `nobody waits, but ${String(end.word(waiters.address))} are counted`,
    )
  })
}

const SECTION = 'the section'

function inSection(thread: ModelThread, semaphore: Semaphore, atMost: number): void {
  thread.enter(SECTION, { atMost })
  thread.leave(SECTION)
  semaphore.release()
}

/** Each takes a permit, enters, leaves and returns the permit. */
export function sections(primitives: Primitives, shape: Shape, times: number): Program {
  const enters: Body = (thread, semaphore) => {
    semaphore.acquire()
    thread.enter(SECTION, { atMost: shape.permits })
  }
  const leaves: Body = (thread, semaphore) => {
    thread.leave(SECTION)
    semaphore.release()
  }
  return semaphoreProgram('semaphore: sections', primitives, shape, () => repeated(times, [enters, leaves]).flat())
}

/** The first blocks, the others have a limit of their own; who got no permit leaves none behind. */
export function limitedSections(primitives: Primitives, shape: Shape, times: number): Program {
  return semaphoreProgram('semaphore: time-outs', primitives, shape, index =>
    repeated<Body>(times, (thread, semaphore) => {
      if (index === 0) semaphore.acquire()
      else if (!semaphore.acquireFor(10 * index)) return
      inSection(thread, semaphore, shape.permits)
    }),
  )
}

/** The first blocks, the others only try. */
export function triedSections(primitives: Primitives, shape: Shape, times: number): Program {
  return semaphoreProgram('semaphore: tries', primitives, shape, index =>
    repeated<Body>(times, (thread, semaphore) => {
      if (index === 0) semaphore.acquire()
      else if (!semaphore.tryAcquire()) return
      inSection(thread, semaphore, shape.permits)
    }),
  )
}

/** All permits are out; the last worker returns them, and each other takes one and keeps it. */
export function handOut(primitives: Primitives, takers: number): Program {
  const shape = { workers: takers + 1, permits: takers, out: takers }
  return semaphoreProgram('semaphore: hand-out', primitives, shape, index =>
    index === takers
      ? repeated<Body>(takers, (_, semaphore) => {
          semaphore.release()
        })
      : [
          (thread, semaphore) => {
            semaphore.acquire()
            thread.note(ghosts => ghosts.add('kept', 1))
          },
        ],
  )
}

/** The permit is out, and nobody returns it: a stop lets everybody go, without a permit. */
export function stopped(primitives: Primitives, workers: number): Program {
  const shape = { workers, permits: 2, out: 2 }
  return semaphoreProgram(
    'semaphore: stop',
    primitives,
    shape,
    index => [
      (thread, semaphore) => {
        try {
          if (index % 2 === 0) semaphore.acquire()
          else if (!semaphore.acquireFor(10)) return
          thread.assert(false, 'acquired a permit that nobody has returned')
        } catch (thrown) {
          if (!(thrown instanceof LabError) || thrown.code !== 'STOPPED') throw thrown
        }
      },
    ],
    { left: 0, others: () => [stopper] },
  )
}

/** More permits than may die with their takers: those who live get one. */
export function deaths(primitives: Primitives, workers: number, times: number, permits = 2): Program {
  return semaphoreProgram(
    'semaphore: death',
    primitives,
    { workers, permits },
    () =>
      repeated<Body>(times, (thread, semaphore) => {
        semaphore.acquire()
        inSection(thread, semaphore, permits)
      }),
    { killable: true, others: ({ locks }) => [supervisor(locks)] },
  )
}

/** One permit is out, and each worker returns it: all but one are refused. */
export function overReleases(primitives: Primitives, workers: number): Program {
  const memory = memoryOf({ workers, permits: 2, out: 1 })
  const threads = Array.from({ length: workers }, (_, index): ProgramThread => {
    const semaphore = new Semaphore(memory.words.permits, memory.waiter(index, primitives))
    return {
      name: `T${String(index + 1)}`,
      rounds: [
        thread => {
          try {
            semaphore.release()
          } catch (thrown) {
            if (!(thrown instanceof LabError) || thrown.code !== 'OVER_RELEASE') throw thrown
            thread.note(ghosts => ghosts.add('refused', 1))
          }
        },
      ],
    }
  })
  return memory.program('semaphore: over-release', threads, end => {
    const refused = end.ghost('refused')
    end.assert(refused === workers - 1, `of ${String(workers)} releases of one permit ${String(refused)} were refused`)
    end.assert(end.word(memory.words.permits.permits.address) === 2, 'there are more permits than there were')
  })
}
