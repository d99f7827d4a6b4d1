import { createBirpc } from 'birpc'
import type { Decision, PagesSide, ProgramSide } from '../wire.ts'

/** The line to the test's process, where the pages are and where the questions come from. */

const served: Partial<ProgramSide> = {}

/** Answers some of the calls of the test's process. */
export function serve(functions: Partial<ProgramSide>): void {
  Object.assign(served, functions)
}

export const pages = createBirpc<PagesSide, Partial<ProgramSide>>(served, {
  post: message => process.send?.(message),
  on: listener => process.on('message', listener),
  timeout: -1,
})

// Without its pages the program is nothing; and a test that was cut off leaves no process behind.
process.on('disconnect', () => process.exit(1))

const decisions: Decision[] = []
serve({ decisions: () => decisions })

export function decided(about: Decision['about'], subject: string, isAllowed: boolean): boolean {
  decisions.push({ about, subject, isAllowed })
  return isAllowed
}
