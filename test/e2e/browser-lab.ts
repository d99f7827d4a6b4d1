import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { present } from '../helpers/present.ts'
import { downloaded, listenTo, type OpenedLab } from './opened-lab.ts'
import { childrenOf, groupOf } from '../helpers/processes.ts'

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\S+/
const UP_WITHIN_MILLIS = 30_000
const VIEW = { viewport: { width: 1440, height: 900 } }

export interface BrowserLab extends OpenedLab {
  /** What the server printed at its start. */
  readonly address: string
  /** A page in a browser context of its own, let in as the first one was; whoever asked for it closes the context. */
  freshPage(options: BrowserContextOptions): Promise<Page>
  /** @param options.closePages false leaves the pages to see what becomes of them */
  quit(options?: { readonly closePages: boolean }): ReturnType<OpenedLab['quit']>
}

/** Opens the lab in the browser shell: a server of its own, a browser context of its own. */
export async function openBrowserLab(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserLab> {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-e2e-'))
  const server = spawn(process.execPath, [MAIN, 'serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, INTERLEAVE_DATA_DIR: folder },
    detached: true, // a group of its own, so that nothing of it is missed
  })
  const exited = new Promise<number | null>(done => {
    server.on('exit', code => {
      rmSync(folder, { recursive: true, force: true })
      done(code)
    })
  })
  const address = await addressOf(server)
  const context = await browser.newContext({ ...VIEW, ...options })
  const complaints: string[] = []
  const page = await context.newPage()
  listenTo(page, complaints)
  await page.goto(address)
  return {
    address,
    page,
    complaints,
    async secondPage() {
      const second = await context.newPage()
      listenTo(second, complaints)
      await second.goto(new URL('/', address).href)
      return second
    },
    async freshPage(own) {
      // The first page has to be let in before another can be so like it.
      await expect.poll(() => context.cookies()).not.toEqual([])
      const another = await browser.newContext({ ...VIEW, ...own, storageState: await context.storageState() })
      const fresh = await another.newPage()
      listenTo(fresh, complaints)
      await fresh.goto(new URL('/', address).href)
      return fresh
    },
    exportJson: downloaded,
    hostPid: () => Promise.resolve(present(childrenOf(server.pid)[0], 'engine host')),
    async quit({ closePages } = { closePages: true }) {
      const started = performance.now()
      server.kill('SIGINT')
      const code = await exited
      const millis = performance.now() - started
      if (closePages) await context.close()
      return { code, millis }
    },
    processes: () => groupOf(server.pid),
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    const timer = setTimeout(() => {
      failed(new Error(`the server named no address: ${said}`))
    }, UP_WITHIN_MILLIS)
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const [address] = ADDRESS.exec(said) ?? []
      if (address === undefined) return
      clearTimeout(timer)
      found(address)
    })
  })
}
