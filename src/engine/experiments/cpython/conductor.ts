import { printable } from '../../../base/text.ts'
import type { ProgramEnd, PythonInterpreter } from '../../../base/programs.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { writeText } from '../kit/text-in-memory.ts'
import { argumentsOf, numberOf, PROGRAMS, roundsOf, type ProgramName } from './programs.ts'
import { readPrinted, type Heard, type HeardAll } from './said.ts'
import type { Knobs, Words } from './kernel.ts'

const LOOK_AGAIN_MILLIS = 5
/** Enough of what cannot run the programs; each of them is a line. */
const MOST_LEFT_OUT = 16
const LONGEST_WHY = 200

/** Runs one program on each interpreter, one after the other, when the lab's own workers are done. */
export async function conduct(words: Words, knobs: Knobs, context: RoleContext, name: ProgramName): Promise<void> {
  words.program.store(numberOf(name))
  const found = await context.outside.expect(context.programs.findInterpreters())
  while (words.labDone.load() < knobs.workers) await context.outside.sleep(LOOK_AGAIN_MILLIS)
  const heard: Heard[] = []
  for (const interpreter of spread(found.interpreters, knobs.interpreters)) {
    const end = await context.outside.expect(runOn(interpreter, knobs, context, name))
    if (end.kind === 'stopped') return
    heard.push(heardFrom(interpreter, end, roundsOf(name, knobs)))
    context.setCompleted(heard.length)
  }
  const leftOut = found.leftOut.slice(0, MOST_LEFT_OUT).map(({ name: whose, why }) => {
    return { name: whose, why: printable(`left out: ${why}`, LONGEST_WHY) }
  })
  writeText(words.pythons, JSON.stringify({ heard, leftOut } satisfies HeardAll))
}

/** So many of a list, from its first to its last; of one the last. */
export function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list
  if (most === 1) return list.slice(-1)
  const places = Array.from({ length: most }, (_, place) => Math.round((place * (list.length - 1)) / (most - 1)))
  return list.filter((_, index) => places.includes(index))
}

function runOn(
  interpreter: PythonInterpreter,
  knobs: Knobs,
  context: RoleContext,
  name: ProgramName,
): Promise<ProgramEnd> {
  return context.programs.runPython(interpreter, PROGRAMS[name].file, argumentsOf(name, knobs), {
    timeOutMillis: knobs.programLimit * 1000,
    onStop: listener => context.outside.onStop(listener),
  })
}

function heardFrom(interpreter: PythonInterpreter, end: ProgramEnd, rounds: number): Heard {
  const { version, minor, freeThreadedBuild, gilEnabled, source } = interpreter
  const runs = end.kind === 'ended' && end.code === 0 ? readPrinted(end.stdout, rounds) : undefined
  const why = runs === undefined ? printable(`no result: ${whyOf(end)}`, LONGEST_WHY) : null
  return { version, minor, freeThreadedBuild, gilEnabled, source, runs: runs ?? [], why }
}

function whyOf(end: ProgramEnd): string {
  switch (end.kind) {
    case 'ended': {
      const said = end.stderr.trim().split('\n').at(-1) ?? ''
      if (end.code === 0) return 'what the program printed is not what it should print'
      return `the program ended with code ${String(end.code ?? 'none')}${said === '' ? '' : `, ${said}`}`
    }
    case 'timed-out':
      return `the program was not done after ${String(end.afterMillis / 1000)} s (programLimit)`
    case 'not-started':
      return `the interpreter does not start: ${end.why}`
    case 'flooded':
      return 'the program printed without end'
    case 'stopped':
      return 'the program was stopped'
  }
}
