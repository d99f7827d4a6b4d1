import type * as z from 'zod'
import { LabError, errorLine, toLabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'

/** One call that a page can make of this process. Whatever goes wrong is answered in words, never thrown. */
export interface CheckedChannel<Caller> {
  answer(caller: Caller, args: unknown): Promise<object>
  refuse(error: LabError): object
}

/**
 * @param schema of the arguments, checked before anything is done with them
 * @param refused the answer that carries an error in words
 */
export function checkedChannel<Caller, Args extends readonly unknown[], Result extends object>(
  schema: z.ZodType<Args>,
  refused: (error: string) => Result,
  handle: (caller: Caller, ...args: Args) => Result | Promise<Result>,
): CheckedChannel<Caller> {
  const refuse = (error: LabError): Result => refused(errorLine(error))
  return {
    refuse,
    async answer(caller, args) {
      const checked = schema.safeParse(args)
      if (!checked.success) return refuse(badArguments(checked.error))
      try {
        return await handle(caller, ...checked.data)
      } catch (thrown) {
        return refuse(toLabError(thrown))
      }
    },
  }
}

function badArguments(error: z.ZodError): LabError {
  const [issue] = error.issues
  return new LabError(
    'BAD_MESSAGE',
    printable(
      `the page sent arguments that do not check out (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`,
    ),
    { suggestion: 'reload the page' },
  )
}
