import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import type { ParamValues } from '../../src/contract/words.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage =
  string | ((buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext) => void)

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  barrier: { barrier: 'one-turnstile' },
  'bounded-buffer': { ring: 'shared-ring' },
  'connection-limit': { semaphore: 'look-then-connect' },
  'if-or-while': { 'while-empty': 'if-empty' },
  'leaked-permit': { 'try-finally': 'bare', token: 'released-twice' },
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
  'lost-wakeup': { 'predicate-under-lock': 'look-then-wait' },
  'notify-one-or-all': { 'notify-all': 'notify-one' },
  'work-ready': { 'manual-reset': 'sleep-and-hope', 'auto-reset': 'sleep-and-hope' },
}
