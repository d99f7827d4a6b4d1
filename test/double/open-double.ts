import { chromium, type Browser, type BrowserType, type Page } from '@playwright/test'
import { createBirpc, type BirpcReturn } from 'birpc'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../../src/node/compile-cache.ts'
import { Pages } from './pages.ts'
import type { MenuNode, OpenDialog, PagesSide, ProgramSide } from './wire.ts'

const PROGRAM = fileURLToPath(new URL('../../out/main/index.js', import.meta.url))
const REGISTER = new URL('./register.ts', import.meta.url).href
/** A start on two busy cores. */
const START_WITHIN_MILLIS = 60_000
/** The program promises three seconds; what takes longer than this hangs. */
const END_WITHIN_MILLIS = 30_000
const LOOK_EVERY_MILLIS = 20

export interface DoubleOptions {
  /** Its pages live there; without one the double starts its own. */
  readonly browser?: Browser
  /** Kept afterwards; without one a temporary folder is made and removed. */
  readonly userData?: string
  readonly env?: Readonly<Record<string, string>>
  /** Sees each window's page before anything is loaded into it. */
  readonly onPage?: (page: Page) => void
}

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: string | null
}

/** The desktop program, running on the double. */
export interface Double {
  /** The page of the first window. */
  readonly page: Page
  /** Questions and commands to the double itself. */
  readonly program: BirpcReturn<ProgramSide, PagesSide>
  readonly pid: number
  /** How the process ended, once it has. */
  readonly ended: Promise<ProgramEnd>
  /** What it wrote to its standard streams so far. */
  readonly output: () => string
  /** The process of the engine host, as soon as there is one. */
  readonly hostPid: () => Promise<number>
  readonly menu: () => Promise<readonly MenuNode[]>
  /** @param path labels from the menu bar down */
  readonly clickMenu: (...path: readonly string[]) => Promise<void>
  /** Opens another window, by the menu, and waits for its page. */
  readonly newWindow: () => Promise<Page>
  /** The dialog that the program has opened, once it has. */
  readonly dialog: (kind: OpenDialog['kind']) => Promise<OpenDialog>
  /** Chooses a file in the save dialog, once it is open. */
  readonly saveTo: (path: string) => Promise<void>
  /** Quits as its user would; answers with the exit code. Whatever processes it leaves are left: tests look for them. */
  readonly close: () => Promise<number | null>
  /** True while any process of its group is left. */
  readonly isAlive: () => boolean
  /** Ends all that is left of its group. */
  readonly kill: () => void
}

/** Starts the built program on the double and waits for its first window's page. */
export async function openDouble(options: DoubleOptions = {}): Promise<Double> {
  const own = options.browser === undefined ? await launchChromium(chromium) : null
  const browser = options.browser ?? own
  if (browser === null) throw new Error('there is no browser')
  const started = await startProgram(browser, options)
  const { program, pages, ended } = started
  const clearUp = async (): Promise<void> => {
    await pages.close()
    await own?.close()
    started.clearUp()
  }
  const dialog = (kind: OpenDialog['kind']): Promise<OpenDialog> =>
    soon(`a ${kind} dialog`, async () => (await program.dialogs()).find(open => open.kind === kind))
  const page = await Promise.race([
    pages.whenReady.then(() => shownPage(program, pages, new Set())),
    ended.then(({ code }) => `the program ended with exit code ${String(code)}`),
  ])
  if (typeof page === 'string') {
    started.kill()
    await clearUp()
    throw new Error(`${page}:\n${started.output()}`)
  }
  return {
    page,
    program,
    pid: started.pid,
    ended,
    output: started.output,
    hostPid: () => soon('an engine host', async () => (await program.utilityPids())[0]),
    menu: () => program.menu(),
    clickMenu: (...path) => program.clickMenu(path),
    async newWindow() {
      const before = new Set((await program.windows()).map(({ id }) => id))
      await program.clickMenu(['File', 'New window'])
      return shownPage(program, pages, before)
    },
    dialog,
    async saveTo(path) {
      const { id } = await dialog('save')
      await program.answerDialog(id, { canceled: false, filePath: path })
    },
    async close() {
      void program.quit.asEvent()
      const late = setTimeout(started.kill, END_WITHIN_MILLIS)
      const { code } = await ended
      clearTimeout(late)
      await clearUp()
      return code
    },
    isAlive: started.isAlive,
    kill: started.kill,
  }
}

/** Starts the program without waiting for a window: a second instance has none. */
export async function startProgram(browser: Browser, { userData, env = {}, onPage }: DoubleOptions) {
  const folder = userData ?? mkdtempSync(join(tmpdir(), 'interleave-double-'))
  const pages = await Pages.open(browser, () => program, onPage)
  const child = fork(PROGRAM, {
    execArgv: ['--import', REGISTER],
    // Stripping types from the double's own sources takes time that Electron does not need.
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, DOUBLE_USER_DATA: folder, ...env },
    serialization: 'advanced',
    // A process group of its own, so that whatever is left of it can be found.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code, signal]: unknown[]): ProgramEnd => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => (output += String(part)))
  const program = createBirpc<ProgramSide, PagesSide>(pages, {
    post: (message: object) => {
      if (child.connected) child.send(message, () => undefined)
    },
    on: listener => child.on('message', listener),
    bind: 'functions',
    timeout: -1,
  })
  const pid = child.pid
  if (pid === undefined) throw new Error('the program does not start')
  const kill = (): void => {
    if (isGroupAlive(pid)) process.kill(-pid, 'SIGKILL')
  }
  return {
    program,
    pages,
    pid,
    ended,
    kill,
    output: () => output,
    isAlive: () => isGroupAlive(pid),
    clearUp: () => {
      if (userData === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The page of the first window that is shown and was not there before. */
function shownPage(
  program: BirpcReturn<ProgramSide, PagesSide>,
  pages: Pages,
  before: ReadonlySet<number>,
): Promise<Page> {
  return soon('a window that is shown', async () => {
    const window = (await program.windows()).find(({ id, isShown }) => isShown && !before.has(id))
    return window === undefined ? undefined : pages.page(window.id)
  })
}

/** Asks until there is an answer, and no longer than a start may take. */
async function soon<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + START_WITHIN_MILLIS
  while (performance.now() < until) {
    const found = await ask()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MILLIS))
  }
  throw new Error(`${what}: not there after ${String(START_WITHIN_MILLIS)} ms`)
}

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

/** The system's Chromium where there is one, else Playwright's own. */
export async function launchChromium(type: BrowserType): Promise<Browser> {
  const executablePath = [process.env['LAB_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    path => path !== undefined && existsSync(path),
  )
  return type.launch(executablePath === undefined ? {} : { executablePath })
}
