import type { ParamValues } from './words.ts'

/** Whether a proved deadlock is left standing, to be looked at: the value that the parameter `after` then has. */
export function leavesStanding(params: ParamValues): boolean {
  return params['after'] === 'stand'
}
