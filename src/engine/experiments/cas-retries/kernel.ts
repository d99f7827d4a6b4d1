import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { AMPLIFIED_BATCH, amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { NODE_BITS, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Taker = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Taker>[1]

const NODE_MASK = 2 ** NODE_BITS - 1
/** One of so many pops is stopped between look and take, where the amplifier is on. */
const STOPS_ONE_OF = 4

/** A stack as one worker uses it; 0 is no node. */
interface Stack {
  pop(): number
  push(node: number): void
}

/** The top is the same node as at the look. What lies below it need not be. */
export const untagged: Taker = (words, knobs, context) => {
  const head = words.head.cell
  const next = words.next.items
  const retries = words.own.of(context.worker).retries.cell
  const gap = gapOf(knobs, context)
  takeTurns(words, knobs, context, {
    pop: () => {
      for (;;) {
        const top = Atomics.load(head, 0)
        if (top === 0) return 0
        const below = Atomics.load(next, top)
        gap()
        if (Atomics.compareExchange(head, 0, top, below) === top) return top
        retries[0]++
      }
    },
    push: node => {
      for (;;) {
        const top = Atomics.load(head, 0)
        Atomics.store(next, node, top)
        if (Atomics.compareExchange(head, 0, top, node) === top) return
        retries[0]++
      }
    },
  })
}

/** Every change of the head counts one up above the node: the same node on top is not the same head. */
export const tagged: Taker = (words, knobs, context) => {
  const head = words.head.cell
  const next = words.next.items
  const retries = words.own.of(context.worker).retries.cell
  const gap = gapOf(knobs, context)
  const tagMask = 2 ** knobs.tagBits - 1
  const changed = (seen: number, top: number): number => ((((seen >>> NODE_BITS) + 1) & tagMask) << NODE_BITS) | top
  Atomics.store(words.tagBits.cell, 0, knobs.tagBits)
  takeTurns(words, knobs, context, {
    pop: () => {
      for (;;) {
        const seen = Atomics.load(head, 0)
        const top = seen & NODE_MASK
        if (top === 0) return 0
        const below = Atomics.load(next, top)
        gap()
        if (Atomics.compareExchange(head, 0, seen, changed(seen, below)) === seen) return top
        retries[0]++
      }
    },
    push: node => {
      for (;;) {
        const seen = Atomics.load(head, 0)
        Atomics.store(next, node, seen & NODE_MASK)
        if (Atomics.compareExchange(head, 0, seen, changed(seen, node)) === seen) return
        retries[0]++
      }
    },
  })
}

/** Nobody changes anything between look and take. */
export const mutex: Taker = (words, knobs, context) => {
  const head = words.head.cell
  const next = words.next.items
  const gate = new Mutex(words.gate, context)
  const gap = gapOf(knobs, context)
  takeTurns(words, knobs, context, {
    pop: () => {
      gate.acquire()
      const top = head[0]
      if (top !== 0) {
        const below = Atomics.load(next, top)
        gap()
        head[0] = below
      }
      gate.release()
      return top
    },
    push: node => {
      gate.acquire()
      Atomics.store(next, node, head[0])
      head[0] = node
      gate.release()
    },
  })
}

/** Takes two nodes and gives the first back before the second: so the top returns while what lay below it is held. */
function takeTurns(words: Words, { turns, amplifier }: Knobs, context: RoleContext, stack: Stack): void {
  const owners = words.owners.items
  const doubled = words.own.of(context.worker).doubled.cell
  const take = (): number => {
    const node = stack.pop()
    if (node !== 0 && Atomics.add(owners, node, 1) !== 0) doubled[0]++
    return node
  }
  const giveBack = (node: number): void => {
    if (node === 0) return
    Atomics.sub(owners, node, 1)
    stack.push(node)
  }
  const turnsOf = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const first = take()
      const second = take()
      giveBack(first)
      giveBack(second)
    }
  }
  context.repeat(turns, turnsOf, amplifier === 'none' ? BATCH : AMPLIFIED_BATCH)
}

function gapOf(knobs: Knobs, context: RoleContext): () => void {
  if (knobs.amplifier === 'none') return () => undefined
  const chance = new Prng(context.seed)
  return () => {
    if (chance.nextBelow(STOPS_ONE_OF) === 0) amplify(knobs, context)
  }
}
