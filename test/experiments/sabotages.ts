import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { memory as publication } from '../../src/engine/experiments/torn-publication/experiment.ts'
import type { ParamValues } from '../../src/contract/words.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage =
  string | ((buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext) => void)

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  'bank-transfer': { 'global-lock': 'none' },
  'cas-retries': { tagged: 'untagged' },
  'check-then-act': { lock: 'check-then-act' },
  'double-free': { 'atomic-decrement': 'plain' },
  heisenbug: { step: 'off' },
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
}
