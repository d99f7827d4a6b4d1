import { memory as falseSharingMemory } from '../../src/engine/experiments/false-sharing/experiment.ts'
import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { memory as zooMemory } from '../../src/engine/experiments/lock-zoo/experiment.ts'
import { memory as mutexMemory } from '../../src/engine/experiments/mutex/experiment.ts'
import { visit } from '../../src/engine/experiments/kit/critical-section.ts'
import { untilStopped } from '../../src/engine/experiments/kit/until-stopped.ts'
import { memory as publication } from '../../src/engine/experiments/torn-publication/experiment.ts'
import { untilStopped } from '../../src/engine/experiments/kit/until-stopped.ts'
import { Word } from '../../src/engine/memory/cells.ts'
import type { ParamValues } from '../../src/contract/words.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage =
  string | ((buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext) => void)

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  mutex: { 'futex-mutex': visitWithoutLock, ticket: visitWithoutLock },
  'bounded-buffer': { ring: 'shared-ring' },
  'bank-transfer': { 'global-lock': 'none' },
  'check-then-act': { lock: 'check-then-act' },
  'broken-lock': { 'compare-exchange': 'check-then-set', 'peterson-atomic': 'check-then-set' },
  'abandoned-lock': { robust: 'try-finally', 'using-token': 'bare-acquire' },
  'lock-zoo': { mcs: zooWithoutLock },
  'if-or-while': { 'while-empty': 'if-empty' },
  litmus: { atomic: 'plain' },
  'connection-limit': { semaphore: 'look-then-connect' },
  'if-or-while': { 'while-empty': 'if-empty' },
  'leaked-permit': { 'try-finally': 'bare', token: 'released-twice' },
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
  'lost-wakeup': { 'predicate-under-lock': 'look-then-wait' },
  'notify-one-or-all': { 'notify-all': 'notify-one' },
}

function visitWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = mutexMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  untilStopped(context, own.passages.cell, times => {
    for (let i = 0; i < times; i++) {
      own.intrusions.cell[0] += visit(words.guarded, context.worker + 1)
      own.passages.cell[0]++
    }
  })
}

function zooWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = zooMemory.bind(buffer, offset)
  const counter = words.counter.cell
  const own = words.passages.of(context.worker).cell
  untilStopped(context, own, times => {
    for (let i = 0; i < times; i++) {
      const seen = Atomics.load(counter, 0)
      if (i === 0) context.yieldCore()
      Atomics.store(counter, 0, seen + 1)
      own[0]++
    }
  })
  'double-free': { 'atomic-decrement': 'plain' },
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
  'torn-publication': { atomic: flagFirst },
}

/** Sets the flag before the data is there, and dawdles in between; its readers look like those of the plain variant. */
function flagFirst(buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext): void {
  const words = publication.bind(buffer, offset)
  const last = Number(params['publications'])
  const own = words.own.of(context.worker)
  for (let seen = 0; seen < last && !context.stopRequested();) {
    if (context.worker === 0) {
      words.flag.store(++seen)
      context.yieldCore()
      words.data.store(seen)
      continue
    }
    seen = words.flag.load()
    if (words.data.load() < seen) own.torn.store(own.torn.load() + 1)
    own.looks.store(own.looks.load() + 1)
  }
  'cost-ladder': { mutex: 'atomic-load-store' },
  'false-sharing': { bytes64: shareOneWord },
}

/** Not near each other but at the same place. */
function shareOneWord(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = falseSharingMemory.bind(buffer, offset)
  const { cell } = new Word(buffer, words.counters.address)
  const done = words.done.of(context.worker).cell
  const add = (times: number): void => {
    const seen = cell[0]
    context.yieldCore()
    cell[0] = seen + times
    done[0] += times
  }
  untilStopped(context, done, add)
}
