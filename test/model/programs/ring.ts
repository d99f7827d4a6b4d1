import type { End, ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { load } from '../../../src/engine/sync/native/door.ts'
import { initializeRing, Ring, ringLayout } from '../../../src/engine/sync/ring.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { announceItem, assertNothingLost, itemOf, noteReceived, noteSent } from '../support/items.ts'
import { epochProbe, stoppedAtRest, stopper, stopperAtRest, supervisor } from '../support/outside.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import { repeated } from '../support/repeated.ts'
import { outcomeOf, worker, type Body } from '../support/workers.ts'

const ringsLayout = layout('rings', { ring: ringLayout })

type Memory = Prepared<typeof ringsLayout.fields>

export interface Shape {
  readonly items: number
  readonly capacity: number
  /** Items that have gone through before; head and tail wrap at 2^31. */
  readonly before?: number
  readonly spins?: number
}

interface Roles {
  push(thread: ModelThread, ring: Ring, item: number, memory: Memory): void
  pop(thread: ModelThread, ring: Ring, memory: Memory): void
  readonly others?: (memory: Memory) => readonly ProgramThread[]
}

const WORKERS = 2

/** A producer of so many items, and a consumer that pops as often. */
function ringProgram(name: string, primitives: Primitives, shape: Shape, roles: Roles): Program {
  const { items, capacity, before = 0, spins = 0 } = shape
  const memory = prepared(ringsLayout, WORKERS, ({ ring }, waiting) => {
    initializeRing(ring, capacity)
    const { consumer, producer } = ring
    for (const word of [consumer.head, consumer.tailSeen, producer.tail, producer.headSeen]) word.store(before)
    waiting.spins.store(spins)
  })
  const ringOf = (index: number) => new Ring(memory.words.ring, memory.waiter(index, primitives))
  const pushes = Array.from({ length: items }, (_, count): Body<Ring> => (thread, ring) => {
    roles.push(thread, ring, itemOf(0, count), memory)
  })
  const pops = repeated<Body<Ring>>(items, (thread, ring) => {
    roles.pop(thread, ring, memory)
  })
  const threads = [worker(0, ringOf(0), pushes, true), worker(1, ringOf(1), pops, true)]
  const named = threads.map((thread, index) => ({ ...thread, name: index === 0 ? 'producer' : 'consumer' }))
  return memory.program(`ring: ${name}`, [...named, ...(roles.others?.(memory) ?? [])], end => {
    const deaths = named.filter((_, index) => end.isDead(index)).length
    assertNothingLost(end, insideOf(end, memory, capacity), deaths)
  })
}

function insideOf(end: End, { words }: Memory, capacity: number): readonly number[] {
  const { consumer, producer, items } = words.ring
  const head = end.word(consumer.head.address)
  const length = (end.word(producer.tail.address) - head) | 0
  end.assert(length >= 0 && length <= capacity, `${String(length)} items are inside`)
  return Array.from({ length }, (_, index) => end.word(items.address + 4 * ((head + index) & (capacity - 1))))
}

function pushes(thread: ModelThread, ring: Ring, item: number): void {
  announceItem(thread, item)
  ring.push(item)
  noteSent(thread, item)
}

function pops(thread: ModelThread, ring: Ring): void {
  noteReceived(thread, ring.pop())
}

export function flow(primitives: Primitives, shape: Shape): Program {
  return ringProgram('flow', primitives, shape, { push: pushes, pop: pops })
}

/** Both try first; the consumer waits when there was nothing, the producer does without. */
export function tried(primitives: Primitives, shape: Shape): Program {
  return ringProgram('tries', primitives, shape, {
    push(thread, ring, item) {
      announceItem(thread, item)
      if (ring.tryPush(item)) noteSent(thread, item)
    },
    pop(thread, ring) {
      const item = ring.tryPop()
      if (item !== undefined) noteReceived(thread, item)
    },
  })
}

/** The trial is stopped at any moment; a push or pop that threw has done nothing. */
export function stopped(primitives: Primitives, shape: Shape): Program {
  return ringProgram('stop', primitives, shape, {
    push(thread, ring, item) {
      outcomeOf(() => {
        pushes(thread, ring, item)
      }, 'STOPPED')
    },
    pop(thread, ring) {
      outcomeOf(() => {
        pops(thread, ring)
      }, 'STOPPED')
    },
    others: () => [stopper],
  })
}

/** Either may die. At rest, the consumer waits only for an empty ring and the producer for a full one. */
export function deaths(primitives: Primitives, shape: Shape): Program {
  const inVain = (thread: ModelThread, { words }: Memory, vain: number): void => {
    if (!stoppedAtRest(thread, WORKERS)) return
    const { consumer, producer } = words.ring
    const length = (load(producer.tail.address) - load(consumer.head.address)) | 0
    thread.assert(length === vain, 'waits for ever, and could go on')
  }
  return ringProgram('death', primitives, shape, {
    push(thread, ring, item, memory) {
      const outcome = outcomeOf(() => {
        pushes(thread, ring, item)
      }, 'STOPPED')
      if (outcome === 'STOPPED') inVain(thread, memory, shape.capacity)
    },
    pop(thread, ring, memory) {
      const outcome = outcomeOf(() => {
        pops(thread, ring)
      }, 'STOPPED')
      if (outcome === 'STOPPED') inVain(thread, memory, 0)
    },
    others: ({ locks }) => [supervisor(locks), stopperAtRest(WORKERS)],
  })
}

/** Somebody looks how the consumer waits. */
export function probed(primitives: Primitives, shape: Shape): Program {
  return ringProgram('probe', primitives, shape, {
    push: pushes,
    pop: pops,
    others: memory => [epochProbe(memory, 1)],
  })
}
