import { LabError } from '../base/errors.ts'
import { checkCall } from '../contract/desk-calls.ts'

/** No call of ours is deeper than five; thousands of levels would exhaust the stack of whoever clones them. */
const DEEPEST = 32

/**
 * A page's message, checked before anything else sees it.
 * @throws {LabError} BAD_MESSAGE
 */
export function readPageMessage(text: string): unknown {
  const message = parsed(text)
  if (isDeeperThan(DEEPEST, message)) throw badMessage(`a message nested more than ${String(DEEPEST)} levels deep`)
  checkCall(message)
  return message
}

/** For what a page sends that is no call at all. */
export function badMessage(what: string): LabError {
  return new LabError('BAD_MESSAGE', `the page sent ${what}`, {
    allowed: 'calls as JSON text',
    suggestion: 'reload the page',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badMessage('a text that is not JSON')
  }
}

/** Level by level, without recursion: the depth is the sender's choice. */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true
    level = level.flatMap((entry): unknown[] => {
      return typeof entry === 'object' && entry !== null ? Object.values(entry) : []
    })
  }
  return false
}
