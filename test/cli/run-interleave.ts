import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { COMPILE_CACHE } from '../../src/node/compile-cache.ts'
import { groupOf } from '../helpers/processes.ts'

/** The program as its users start it. */
export const PROGRAM = new URL('../../src/cli/main.ts', import.meta.url)
/** The same through the file that `npx interleave` starts. */
export const BIN = new URL('../../src/cli/interleave.js', import.meta.url)
/** The program with experiments that go wrong on purpose. */
export const SABOTAGED = new URL('./entries/sabotaged-main.ts', import.meta.url)
/** The program, telling on file descriptor 3 what happens in the lab. */
export const ANNOUNCING = new URL('./entries/announcing-main.ts', import.meta.url)

/** Nobody's own history: one for all command lines of a test process. */
const TEST_DATA = mkdtempSync(join(tmpdir(), 'interleave-data-'))
process.on('exit', () => rmSync(TEST_DATA, { recursive: true, force: true }))

/** Far beyond what any command here takes on a busy machine. */
const LIMIT_MILLIS = 90_000

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface InterleaveOptions {
  readonly entry?: URL
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Written to standard input, which is then ended; nothing = an empty input. */
  readonly input?: string
  /** A file descriptor in place of a pipe. */
  readonly stdout?: number
  readonly limitMillis?: number
}

/** Runs one command line to its end. */
export function runInterleave(args: readonly string[], options: InterleaveOptions = {}): Promise<Finished> {
  const { entry = PROGRAM } = options
  return start(process.execPath, [fileURLToPath(entry), ...args], options).finished
}

/** Starts one command line, for tests that interfere with it. */
export function startInterleave(args: readonly string[], options: InterleaveOptions = {}): Started {
  const { entry = PROGRAM } = options
  return start(process.execPath, [fileURLToPath(entry), ...args], options)
}

/** Starts any program in a process group of its own. */
export function start(file: string, args: readonly string[], options: InterleaveOptions = {}): Started {
  return new Started(file, args, options)
}

type Channel = 'stdout' | 'stderr' | 'announced'

export class Started {
  /** Settles once the process has ended and all its output is here. */
  readonly finished: Promise<Finished>
  readonly #child: ChildProcess
  readonly #seen: Record<Channel, string> = { stdout: '', stderr: '', announced: '' }
  readonly #listeners = new Set<() => void>()
  #over = false

  constructor(file: string, args: readonly string[], options: InterleaveOptions) {
    const child = spawn(file, args, {
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe', 'pipe'],
      // Test entries would strip the types of all sources again in each process.
      env: {
        ...plainEnvironment(),
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        INTERLEAVE_DATA_DIR: TEST_DATA,
        ...options.env,
      },
      cwd: options.cwd,
      detached: true, // a group of its own: whatever is left of it can be seen, and ended
    })
    this.#child = child
    child.stdin?.on('error', () => undefined) // a process that is gone reads nothing; its exit says so
    if (options.input !== undefined) child.stdin?.end(options.input)
    this.#collect('stdout', child.stdout)
    this.#collect('stderr', child.stderr)
    const announcements = child.stdio[3]
    if (announcements instanceof Readable) this.#collect('announced', announcements)
    this.finished = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#kill()
        reject(new Error(`${args.join(' ')} did not end. ${this.#description()}`))
      }, options.limitMillis ?? LIMIT_MILLIS)
      child.on('error', reject)
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        this.#over = true
        this.#changed()
        const { stdout, stderr } = this.#seen
        resolve({ code, signal, stdout, stderr })
      })
    })
    this.finished.catch(() => undefined) // whoever waits for it hears of it
  }

  /** Text typed at its terminal, or piped into it. */
  write(text: string): void {
    this.#child.stdin?.write(text)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Closes this end of the pipe that its results go to. */
  closeStdout(): void {
    this.#child.stdout?.destroy()
  }

  /** Waits until `pattern` stands in what came through the channel so far. */
  async until(channel: Channel, pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const found = pattern.test(this.#seen[channel])
        if (!found && !this.#over) return
        clearTimeout(timer)
        this.#listeners.delete(look)
        if (found) resolve()
        else reject(new Error(`it ended before ${String(pattern)} came. ${this.#description()}`))
      }
      const timer = setTimeout(() => {
        this.#listeners.delete(look)
        this.#kill()
        reject(new Error(`waited in vain for ${String(pattern)} on ${channel}. ${this.#description()}`))
      }, LIMIT_MILLIS)
      this.#listeners.add(look)
      look()
    })
  }

  /** What came on file descriptor 3 so far. */
  get announced(): string {
    return this.#seen.announced
  }

  /** Waits until it has started others, so many in all. */
  async untilProcesses(count: number): Promise<void> {
    const end = performance.now() + LIMIT_MILLIS
    while (groupOf(this.#pid).length < count) {
      if (this.#over || performance.now() > end)
        throw new Error(`it never had ${count} processes. ${this.#description()}`)
      await sleep(50)
    }
  }

  /** True while any process of its group exists. */
  get somethingLeft(): boolean {
    try {
      return process.kill(-this.#pid, 0)
    } catch {
      return false
    }
  }

  get #pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error('it never started')
    return pid
  }

  #collect(channel: Channel, stream: Readable | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#seen[channel] += text
      this.#changed()
    })
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  #kill(): void {
    if (this.somethingLeft) process.kill(-this.#pid, 'SIGKILL')
  }

  #description(): string {
    return `It wrote ${JSON.stringify(this.#seen, null, 2)}`
  }
}

/** This process's environment without what decides about colours or adds flags to Node. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const deciding = ['NO_COLOR', 'FORCE_COLOR', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', 'CI']
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !deciding.includes(name)))
}
