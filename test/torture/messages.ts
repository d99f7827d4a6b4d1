import type { SharedMemory } from '../../src/engine/memory/region.ts'
import { hasKey } from '../../src/base/typed-object.ts'
import type { Code, Options } from './contest.ts'
import { CONTESTS, type ContestName } from './contests.ts'

/** What a contestant is told. */
export interface Start {
  readonly contest: ContestName
  readonly memory: SharedMemory
  readonly code: Code
  readonly worker: number
  readonly options: Options
}

/** What it says when it is done. What was wrong it says at once, as a text: it may never come to an end. */
export interface End {
  readonly figures: Readonly<Record<string, number>>
}

export function isStart(message: unknown): message is Start {
  if (typeof message !== 'object' || message === null || !('contest' in message) || !('memory' in message)) return false
  return typeof message.contest === 'string' && hasKey(CONTESTS, message.contest)
}

export function isEnd(message: unknown): message is End {
  return typeof message === 'object' && message !== null && 'figures' in message
}
