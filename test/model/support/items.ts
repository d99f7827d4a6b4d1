import type { End, Ghosts, ModelThread } from '../../../src/engine/explore/program.ts'

/** What goes through a queue: an item says who sent it, and which of its items it is. */
const ITEMS_PER_SENDER = 8

const TRIED = 'items whose sending has begun'
const SENT = 'items sent'
const RECEIVED = 'items received'

export function itemOf(sender: number, count: number): number {
  return sender * ITEMS_PER_SENDER + count
}

/** Says that the thread's next operations send the item. */
export function announceItem(thread: ModelThread, item: number): void {
  thread.announce(ghosts => include(ghosts, TRIED, item))
}

export function noteSent(thread: ModelThread, item: number): void {
  thread.note(ghosts => include(ghosts, SENT, item))
}

const ARRIVALS = {
  fine: 0,
  unsent: 1,
  again: 2,
  overtaken: 3,
} as const

/** Fails the schedule unless the item was sent, has come to nobody yet, and none sent later by the same sender came here before. */
export function noteReceived(thread: ModelThread, item: number): void {
  const sender = Math.floor(item / ITEMS_PER_SENDER)
  const latest = `latest of ${String(sender)} at ${String(thread.index)}, + 1`
  const arrival = thread.note(ghosts => {
    if (!includes(ghosts.get(TRIED), item)) return ARRIVALS.unsent
    if (includes(ghosts.get(RECEIVED), item)) return ARRIVALS.again
    if (ghosts.get(latest) > item) return ARRIVALS.overtaken
    ghosts.set(latest, item + 1)
    include(ghosts, RECEIVED, item)
    return ARRIVALS.fine
  })
  thread.assert(arrival !== ARRIVALS.unsent, `item ${String(item)} was received, but not sent`)
  thread.assert(arrival !== ARRIVALS.again, `item ${String(item)} was received twice`)
  thread.assert(arrival !== ARRIVALS.overtaken, `item ${String(item)} was overtaken by a later one`)
}

/**
 * Every item that was sent was received or is still inside.
 * @param mayMiss how many the dead may have taken along
 */
export function assertNothingLost(end: End, inside: readonly number[], mayMiss = 0): void {
  const there = inside.reduce((mask, item) => mask | (1 << item), end.ghost(RECEIVED))
  for (const item of inside) {
    end.assert(!includes(end.ghost(RECEIVED), item), `item ${String(item)} was received and is still inside`)
    end.assert(includes(end.ghost(TRIED), item), `item ${String(item)} is inside, but was not sent`)
  }
  end.assert(countOf(end.ghost(SENT) & ~there) <= mayMiss, 'an item is lost')
  if (mayMiss === 0) end.assert((there & ~end.ghost(SENT)) === 0, 'an item is there whose sending failed')
}

function include(ghosts: Ghosts, name: string, item: number): number {
  ghosts.set(name, ghosts.get(name) | (1 << item))
  return 0
}

function includes(mask: number, item: number): boolean {
  return (mask & (1 << item)) !== 0
}

function countOf(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
