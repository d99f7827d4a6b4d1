import type { RunRequestInput } from '../../../src/contract/run-request.ts'

/**
 * Requests of the faulty experiment: two workers, no warm-up, one trial, no search for standstills, unless said otherwise.
 */
export function faultyRequest(
  variants: string | readonly string[],
  set: Readonly<Record<string, number>> = {},
): RunRequestInput {
  return {
    experiment: 'faulty',
    variants: [variants].flat(),
    set: { workers: 2, trials: 1, warmUp: 0, stallAfter: 3600, ...set },
  }
}
