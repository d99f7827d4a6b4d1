import type { Page } from '@playwright/test'
import type { Answer } from '../../src/contract/answer.ts'
import type { DeskFunctions } from '../../src/contract/desk-wire.ts'

/** Sent to the page as text: speaks to the desk through a port of its own, as the page's own client does through another. */
const INSTALL = `new Promise((resolve, reject) => {
  addEventListener('message', event => {
    if (event.data !== 'interleave:port') return
    const [port] = event.ports
    const waiting = new Map()
    const desk = { isClosed: false, frameCount: 0, calls: 0, finished() {} }
    desk.call = (method, args) => new Promise(answered => {
      const id = 'test-' + (desk.calls += 1)
      waiting.set(id, answered)
      port.postMessage({ t: 'q', i: id, m: method, a: args })
    })
    port.onmessage = ({ data }) => {
      if (data instanceof Float64Array) {
        desk.frameCount += 1
        port.postMessage({ t: 'q', m: 'frameTaken', a: [] })
      } else if (data.t === 's') {
        waiting.get(data.i)?.(data.r)
      } else if (data.m === 'events') {
        for (const event of data.a[0]) if (event.kind === 'run-finished') desk.finished(event.document.state)
      }
    }
    port.addEventListener('close', () => { desk.isClosed = true })
    globalThis.testDesk = desk
    resolve(null)
  }, { once: true })
  setTimeout(() => reject(new Error('no port came')), 60_000)
  interleave.connect()
})`

/** A desk as a page reaches it: through the bridge, a port and the engine host at its other end. */
export class DeskPort {
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
  }

  static async open(page: Page): Promise<DeskPort> {
    await page.evaluate(INSTALL)
    return new DeskPort(page)
  }

  call<Name extends keyof DeskFunctions>(
    name: Name,
    ...args: Parameters<DeskFunctions[Name]>
  ): Promise<Awaited<ReturnType<DeskFunctions[Name]>>> {
    return this.#page.evaluate(`testDesk.call(${JSON.stringify(name)}, ${JSON.stringify(args)})`)
  }

  isClosed(): Promise<boolean> {
    return this.#page.evaluate('testDesk.isClosed')
  }

  frameCount(): Promise<number> {
    return this.#page.evaluate('testDesk.frameCount')
  }

  /** One listener. */
  async onRunFinished(listener: (state: string) => void): Promise<void> {
    await this.#page.exposeFunction('testFinished', listener)
    await this.#page.evaluate('testDesk.finished = testFinished')
  }

  /** Starts a run of minutes. */
  async startLongRun(): Promise<Answer<{ readonly runId: string }>> {
    await this.call('attach')
    return this.call('run', {
      experiment: 'lost-update',
      variants: ['mutex'],
      set: { workers: '2', additions: '10000000', trials: '100' },
    })
  }
}
