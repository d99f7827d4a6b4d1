import { spawn, type ChildProcess } from 'node:child_process'
import type { ProgramEnd, ProgramLimits } from '../base/programs.ts'
import { describeThrown } from '../base/errors.ts'

/** What a program may print; the lab's own print some kilobytes. */
const MOST_OUTPUT_BYTES = 1 << 20

/** From the end of a program until its pipes must be closed: somebody else may hold them open. */
const LAST_WORDS_MILLIS = 500

const POSIX = process.platform !== 'win32'

interface StartedProgram {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * Runs a program to its end, its time-out or a stop, and ends all that it started. No shell is involved.
 *
 * Its standard input is a pipe that stays open: a program that reads its end knows that the lab is gone.
 */
export function runProgram({ program, args, env }: StartedProgram, limits: ProgramLimits): Promise<ProgramEnd> {
  return new Promise(resolve => {
    let child: ReturnType<typeof start>
    try {
      child = start(program, args, env)
    } catch (thrown) {
      resolve({ kind: 'not-started', why: describeThrown(thrown) })
      return
    }
    watch(child, limits, resolve)
  })
}

function start(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  return spawn(program, args, {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
    // A process group of its own, so that all of it can be ended at once.
    detached: POSIX,
  })
}

function watch(child: ReturnType<typeof start>, limits: ProgramLimits, resolve: (end: ProgramEnd) => void): void {
  const output = { stdout: '', stderr: '' }
  let early: ProgramEnd | null = null
  const endEarly = (end: ProgramEnd): void => {
    early ??= end
    killTree(child)
  }
  const { timeOutMillis } = limits
  const timer = setTimeout(() => {
    endEarly({ kind: 'timed-out', afterMillis: timeOutMillis })
  }, timeOutMillis)
  const takeBack = limits.onStop(() => {
    endEarly({ kind: 'stopped' })
  })
  let lastWords: NodeJS.Timeout | undefined
  const settle = (end: ProgramEnd): void => {
    clearTimeout(timer)
    clearTimeout(lastWords)
    takeBack()
    resolve(end)
  }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      if (output[name].length > MOST_OUTPUT_BYTES) endEarly({ kind: 'flooded' })
    })
  }
  // It may end without having read anything.
  child.stdin.on('error', () => undefined)
  child.on('error', error => {
    if (child.pid === undefined) settle({ kind: 'not-started', why: describeThrown(error) })
  })
  child.on('exit', code => {
    // What it has left behind is in the same group.
    if (POSIX) killTree(child)
    const end = (): void => {
      settle(early ?? { kind: 'ended', code, ...output })
    }
    lastWords = setTimeout(() => {
      child.stdout.destroy()
      child.stderr.destroy()
      end()
    }, LAST_WORDS_MILLIS)
    child.on('close', end)
  })
}

/** Ends a program and all that it started. */
function killTree(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  if (!POSIX) {
    // Windows knows no groups; taskkill follows parents to their children.
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
      child.kill(),
    )
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of the group has ended already.
  }
}
