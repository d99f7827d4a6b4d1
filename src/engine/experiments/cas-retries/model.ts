import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import {
  lock,
  register,
  several,
  word,
  words,
  wordsHolding,
  type Expression,
  type Register,
  type Value,
  type Word,
} from '../kit/step-values.ts'
import {
  acquire,
  at,
  compareExchange,
  load,
  release,
  repeat,
  rmw,
  set,
  store,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 3, default: 2, help: 'that share the stack' }),
  nodes: count({ min: 2, max: 6, default: 3, unit: 'nodes', help: 'on the stack at first' }),
  turns: count({ min: 1, max: 4, default: 1, unit: 'turns', help: 'each takes two nodes and gives both back' }),
  tagBits: count({ min: 0, max: 16, default: 8, unit: 'bits', help: 'in tagged: how far the head counts' }),
} as const

type Sizes = Readonly<Record<'workers' | 'nodes' | 'turns' | 'tagBits', number>>

/** A head is a node below its tag. */
const NODES = 16

const first = register('first')
const second = register('second')
const top = register('top')
const below = register('below')
const found = register('found')
const owners = register('owners')
const trying = register('trying')
const doubled = word('doubled')
const gate = lock('gate')

/** A stack of nodes as one worker uses it; 0 is no node. */
interface Stack {
  readonly pop: (into: Register) => readonly Statement[]
  readonly push: (node: Register) => readonly Statement[]
}

/** What the workers of cas-retries do with the stack, without stops between look and take. */
export const model = defineModel({
  params,
  variants: {
    untagged: sizes =>
      takers(sizes, false, (head, next) =>
        lockFree(head, next, {
          look: 'const top = Atomics.load(head, 0)',
          pop: 'if (Atomics.compareExchange(head, 0, top, below) === top) return top',
          push: 'if (Atomics.compareExchange(head, 0, top, node) === top) return',
          link: 'Atomics.store(next, node, top)',
          nodeOf: seen => seen,
          changed: (_seen, node) => node,
        }),
      ),

    tagged: sizes =>
      takers(sizes, sizes.turns * sizes.workers * 4 >= 2 ** sizes.tagBits, (head, next) =>
        lockFree(head, next, {
          look: 'const seen = Atomics.load(head, 0)',
          pop: 'if (Atomics.compareExchange(head, 0, seen, changed(seen, below)) === seen) return top',
          push: 'if (Atomics.compareExchange(head, 0, seen, changed(seen, node)) === seen) return',
          link: 'Atomics.store(next, node, seen & NODE_MASK)',
          nodeOf: seen => seen.modulo(NODES),
          changed: (seen, node) =>
            seen
              .dividedBy(NODES)
              .plus(1)
              .modulo(2 ** sizes.tagBits)
              .times(NODES)
              .plus(node),
        }),
      ),

    mutex: sizes =>
      takers(sizes, false, (head, next) => ({
        pop: into => [
          at('gate.acquire()', acquire(gate)),
          at('const top = head[0]', load(top, head)),
          when(top, [
            at('const below = Atomics.load(next, top)', load(below, next(top))),
            at('head[0] = below', store(head, below)),
          ]),
          at('gate.release()', release(gate)),
          set(into, top),
        ],
        push: node => [
          at('gate.acquire()', acquire(gate)),
          at('Atomics.store(next, node, head[0])', load(top, head), store(next(node), top)),
          at('head[0] = node', store(head, node)),
          at('gate.release()', release(gate)),
        ],
      })),
  },
})

interface LockFree {
  readonly look: string
  readonly pop: string
  readonly push: string
  readonly link: string
  /** The node of a head. */
  nodeOf(seen: Register): Expression
  /** The head that comes after one, with that node. */
  changed(seen: Register, node: Value): Value
}

function lockFree(head: Word, next: (node: Expression) => Word, how: LockFree): Stack {
  const retry = (...attempt: readonly Statement[]): readonly Statement[] => [
    set(trying, 1),
    whileTrue(trying, ...attempt),
  ]
  return {
    pop: into =>
      retry(
        at(how.look, load(top, head)),
        set(into, how.nodeOf(top)),
        when(
          into.not(),
          [set(trying, 0)],
          [
            at('const below = Atomics.load(next, top)', load(below, next(into))),
            at(how.pop, compareExchange(found, head, top, how.changed(top, below))),
            set(trying, found.differsFrom(top)),
          ],
        ),
      ),
    push: node =>
      retry(
        at(how.look, load(top, head)),
        at(how.link, store(next(node), how.nodeOf(top))),
        at(how.push, compareExchange(found, head, top, how.changed(top, node))),
        set(trying, found.differsFrom(top)),
      ),
  }
}

/** @param canWrap whether the head may come back to a value that somebody has seen */
function takers(
  { workers, nodes, turns }: Sizes,
  canWrap: boolean,
  make: (head: Word, next: (node: Expression) => Word) => Stack,
): StepProgram {
  const head = word('head', 1)
  const below1 = several(nodes + 1, node => (node === 0 || node === nodes ? 0 : node + 1))
  const next = wordsHolding('next', below1)
  const owned = words('owners', nodes + 1)
  const { pop, push } = make(head, node => next.at(node))
  const take = (into: Register): readonly Statement[] => [
    ...pop(into),
    when(into, [
      at(
        'if (node !== 0 && Atomics.add(owners, node, 1) !== 0) doubled[0]++',
        rmw(owned.at(into), owned.at(into).plus(1), owners),
        when(owners, [set(doubled, 1)]),
      ),
    ]),
  ]
  const giveBack = (node: Register): Statement =>
    when(node, [at('Atomics.sub(owners, node, 1)', rmw(owned.at(node), owned.at(node).minus(1))), ...push(node)])
  const turn = [...take(first), ...take(second), giveBack(first), giveBack(second)]
  return {
    workers: several(workers, () => [repeat(turns, ...turn)]),
    outcomes: [{ name: 'exact', when: doubled.not().and(isWhole(head.modulo(NODES), next, nodes)) }],
    otherwise: canWrap ? 'wrapped' : 'corrupted',
  }
}

/** Whether all nodes hang below one another: as many as there are, and then none. */
function isWhole(top: Expression, next: ReturnType<typeof words>, nodes: number): Expression {
  const chain = [top]
  for (let hop = 0; hop < nodes; hop++) chain.push(next.at(chain.at(-1) ?? 0))
  return chain.slice(0, nodes).reduce((all: Expression, node) => all.and(node), (chain.at(-1) ?? top).not())
}
