import * as z from 'zod'
import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import type { DeskFunctions } from './desk-wire.ts'
import { REPORT_FORMATS } from './lab.ts'

/** The one check of what pages send, whatever the way: window port or socket. */

type CallName = keyof DeskFunctions

/** What is wrong with a run's request is told by the lab, as the terminal tells it. */
const request = z.tuple([z.unknown()])

/** Arguments of each call. A Map, so that no name of a prototype is ever found. */
const ARGUMENTS: ReadonlyMap<string, z.ZodType> = new Map<CallName, z.ZodType>([
  ['attach', z.tuple([])],
  ['preview', request],
  ['run', request],
  ['stop', z.tuple([])],
  ['release', z.tuple([])],
  ['doctor', z.tuple([])],
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
