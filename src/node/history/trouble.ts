import { describeThrown, isLabError, LabError, systemCode } from '../../base/errors.ts'
import { resultCode } from './sqlite.ts'

/** SQLite's primary result codes, as far as they tell a user something. */
const BUSY = 5
const READ_ONLY = 8
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

const WHY_BY_RESULT = new Map([
  [BUSY, 'another process keeps it busy'],
  [READ_ONLY, 'it is read-only'],
  [FULL, 'the disk is full'],
  [CANNOT_OPEN, 'its file cannot be opened'],
])

const WHY_BY_SYSTEM = new Map([
  ['EACCES', 'access to its folder is not permitted'],
  ['EPERM', 'access to its folder is not permitted'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EEXIST', 'a part of its path is not a folder'],
])

/** True for errors that say that the file is not what SQLite once wrote. */
export function meansDamage(thrown: unknown): boolean {
  const code = resultCode(thrown)
  return code === CORRUPT || code === NOT_A_DATABASE
}

export function damaged(what: string): LabError {
  return new LabError('HISTORY_DAMAGED', `the history is damaged: ${what}`, {
    allowed: 'a history as this lab has written it',
    suggestion: 'start again: what is whole is then kept, and the damaged files are set aside',
  })
}

export function unavailable(why: string): LabError {
  return new LabError('HISTORY_UNAVAILABLE', `the history cannot be used: ${why}`, {
    allowed: 'a folder that can be read and written',
    suggestion: 'another one, with --data-dir',
  })
}

/** Whatever was thrown on the way to a history, as the error of ours that it means. */
export function historyError(thrown: unknown): LabError {
  if (isLabError(thrown)) return thrown
  if (meansDamage(thrown)) return damaged(describeThrown(thrown))
  return unavailable(whyOf(thrown))
}

function whyOf(thrown: unknown): string {
  const result = resultCode(thrown)
  const known = result === null ? WHY_BY_SYSTEM.get(systemCode(thrown)) : WHY_BY_RESULT.get(result)
  return known ?? describeThrown(thrown)
}
