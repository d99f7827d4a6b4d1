import { readdirSync, realpathSync, statSync } from 'node:fs'
import os from 'node:os'
import { basename, win32 } from 'node:path'
import type { FoundInterpreters, LeftOutInterpreter, ProgramEnd, PythonInterpreter } from '../base/programs.ts'
import { printable } from '../base/text.ts'
import { readSelfDescription, type SelfDescription } from './python-about.ts'
import { launcherCandidates, placesIn, pythonCandidates, type PythonCandidate } from './python-places.ts'
import { pythonArguments } from './python-programs-folder.ts'
import { runProgram } from './run-program.ts'

/** An interpreter that starts from a cold disk takes a second or two. */
const ANSWER_WITHIN_MILLIS = 10_000
/** Asked at the same time: they are short programs, and the cores may have other work. */
const AT_ONCE = 2

/** The oldest that runs the lab's programs. */
const OLDEST_MINOR = 6

interface Answer {
  readonly candidate: PythonCandidate
  readonly about: SelfDescription | string
}

/** What was said by which file, as it was then: an interpreter that was replaced is asked again. */
const answers = new Map<string, Answer['about']>()

/** Looks for Pythons on this machine now, and asks each new one what it is. */
export async function findInterpreters(): Promise<FoundInterpreters> {
  const at = { platform: process.platform, env: process.env, home: os.homedir() }
  const candidates = [...pythonCandidates(at, namesIn), ...(await fromLauncher())]
  const unique = [...new Map(candidates.toReversed().map(one => [realFile(one.program), one])).values()].toReversed()
  const answered: Answer[] = []
  for (let first = 0; first < unique.length; first += AT_ONCE) {
    const some = unique.slice(first, first + AT_ONCE)
    answered.push(...(await Promise.all(some.map(async candidate => ({ candidate, about: await ask(candidate) })))))
  }
  return sorted(answered)
}

/** Who can run the lab's programs, oldest first and each once, and who cannot. */
export function sorted(answered: readonly Answer[]): FoundInterpreters {
  const interpreters = new Map<string, PythonInterpreter>()
  const leftOut = new Map<string, LeftOutInterpreter>()
  for (const { candidate, about } of answered) {
    const { source, program } = candidate
    const why = whyLeftOut(about)
    if (typeof about === 'string' || why !== null) {
      const name = typeof about === 'string' ? commandOf(program) : `${about.implementation} ${about.version}`
      const key = typeof about === 'string' ? program : about.executable
      if (!leftOut.has(key)) leftOut.set(key, { name, source, why: why ?? '' })
      continue
    }
    const { version, minor, freeThreadedBuild, gilEnabled, executable } = about
    const own = executable === '' ? program : executable
    if (interpreters.has(own)) continue
    interpreters.set(own, { program: own, source, version, minor, freeThreadedBuild, gilEnabled })
  }
  return {
    interpreters: [...interpreters.values()].toSorted(byVersion),
    leftOut: [...leftOut.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  }
}

function byVersion(a: PythonInterpreter, b: PythonInterpreter): number {
  const order = a.version.localeCompare(b.version, 'en', { numeric: true })
  return order === 0 ? Number(a.freeThreadedBuild) - Number(b.freeThreadedBuild) : order
}

function whyLeftOut(about: Answer['about']): string | null {
  if (typeof about === 'string') return about
  if (about.implementation !== 'CPython') return 'not CPython, which this is about'
  if (about.major < 3) return 'Python 2 has come to its end of life; the programs need CPython 3.6 or newer'
  return about.major === 3 && about.minor < OLDEST_MINOR ? 'the programs need CPython 3.6 or newer' : null
}

async function ask(candidate: PythonCandidate): Promise<Answer['about']> {
  const { program } = candidate
  const key = `${program} ${changedAt(program)}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const about = whatItSaid(await run(program, pythonArguments('about.py', []), ANSWER_WITHIN_MILLIS))
  // What did not answer may only have been slow, or half installed.
  if (typeof about !== 'string') answers.set(key, about)
  return about
}

function whatItSaid(end: ProgramEnd): Answer['about'] {
  switch (end.kind) {
    case 'ended':
      return readSelfDescription(end.stdout) ?? `does not answer as a Python: ${firstLineOf(end.stderr)}`
    case 'timed-out':
      return `did not answer in ${String(end.afterMillis / 1000)} s`
    case 'not-started':
      return `does not start: ${end.why}`
    case 'flooded':
    case 'stopped':
      return 'does not answer as a Python'
  }
}

/** Paths may hold the user's name. */
function firstLineOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return line === '' ? 'it said nothing' : printable(line.replaceAll(os.homedir(), '~'))
}

/** The Windows launcher knows what was installed for everybody, for this user, and from the store. */
async function fromLauncher(): Promise<PythonCandidate[]> {
  if (process.platform !== 'win32') return []
  const end = await run('py.exe', ['-0p'], ANSWER_WITHIN_MILLIS)
  return end.kind === 'ended' ? launcherCandidates(end.stdout) : []
}

function run(program: string, args: readonly string[], timeOutMillis: number): Promise<ProgramEnd> {
  const never = { timeOutMillis, onStop: () => () => undefined }
  return runProgram({ program, args, env: placesIn(process.env) }, never)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Two names of one interpreter have one; what only leads to interpreters, as some version managers do, keeps its own. */
function realFile(program: string): string {
  try {
    const real = realpathSync(program)
    return /^python/i.test(basename(real)) ? real : program
  } catch {
    return program
  }
}

function changedAt(program: string): number {
  try {
    return statSync(program).mtimeMs
  } catch {
    return 0
  }
}

function commandOf(program: string): string {
  return win32.basename(program)
}
