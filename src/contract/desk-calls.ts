import * as z from 'zod'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import type { DeskFunctions } from './desk-wire.ts'
import { historyQuerySchema, LONGEST_IMPORT, runEditSchema, runIdSchema, runIdsSchema } from './history.ts'
import { COMPARISON_FORMATS, REPORT_FORMATS } from './report-formats.ts'
import { MOST_COMPARED } from './run-comparison.ts'

/** The one check of what pages send, whatever the way: window port or socket. */

type CallName = keyof DeskFunctions

/** What is wrong with a run's request is told by the lab, as the terminal tells it. */
const request = z.tuple([z.unknown()])

/** How few are too few is told by the lab. */
const comparedIds = z.array(runIdSchema).max(MOST_COMPARED)

/** Characters of a pasted line. */
const LONGEST_SCHEDULE = 100_000

/** Arguments of each call. A Map, so that no name of a prototype is ever found. */
const ARGUMENTS: ReadonlyMap<string, z.ZodType> = new Map<CallName, z.ZodType>([
  ['attach', z.tuple([])],
  ['preview', request],
  ['run', request],
  ['previewSweep', request],
  ['sweep', request],
  ['resumeSweep', z.tuple([runIdSchema])],
  ['stop', z.tuple([])],
  ['release', z.tuple([])],
  ['models', z.tuple([])],
  ['explore', request],
  ['overlay', request],
  ['stopExploring', z.tuple([])],
  ['replay', z.tuple([z.string().max(LONGEST_SCHEDULE)])],
  ['doctor', z.tuple([])],
  ['history', z.tuple([historyQuerySchema])],
  ['openRun', z.tuple([runIdSchema])],
  ['openSweep', z.tuple([runIdSchema])],
  ['editRun', z.tuple([runIdSchema, runEditSchema])],
  ['deleteRuns', z.tuple([runIdsSchema])],
  ['restoreRuns', z.tuple([runIdsSchema])],
  ['limitHistory', z.tuple([z.number()])],
  ['importRun', z.tuple([z.string().max(LONGEST_IMPORT)])],
  ['compare', z.tuple([comparedIds])],
  ['reportComparison', z.tuple([comparedIds, z.enum(COMPARISON_FORMATS)])],
  ['cancelReport', z.tuple([])],
  ['report', z.tuple([z.string().max(100), z.enum(REPORT_FORMATS)])],
  ['rebuildPool', z.tuple([])],
  ['keepCoresFree', z.tuple([z.number()])],
  ['frameTaken', z.tuple([])],
])

/** birpc's request: `t` is its type, `m` the method, `a` the arguments, `i` the id of a call that wants an answer. */
const callSchema = z.strictObject({
  t: z.literal('q'),
  m: z.string(),
  a: z.array(z.unknown()),
  i: z.string().max(100).optional(),
  /** birpc marks calls to functions that may be missing. */
  o: z.boolean().optional(),
})

/**
 * Checks a message from a page.
 * @throws {LabError} BAD_MESSAGE saying what is wrong with it
 */
export function checkCall(message: unknown): void {
  const call = callSchema.safeParse(message)
  if (!call.success) throw refused(`a message that is no call (${firstIssue(call.error)})`)
  const expected = ARGUMENTS.get(call.data.m)
  if (expected === undefined) throw refused(`a call of "${printable(call.data.m)}", which there is not`)
  const args = expected.safeParse(call.data.a)
  if (!args.success) throw refused(`arguments of ${call.data.m} (${firstIssue(args.error)})`)
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return printable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`)
}

function refused(what: string): LabError {
  return new LabError('BAD_MESSAGE', `the page sent ${what}`, {
    allowed: [...ARGUMENTS.keys()].join(', '),
    suggestion: 'reload the page',
  })
}
