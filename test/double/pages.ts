import type { BirpcReturn } from 'birpc'
import type { Browser, BrowserContext, Page, Route } from '@playwright/test'
import { pageSide } from './page-side.js'
import type { CallingFrame, PageCall, PageMessage, PagesSide, ProgramSide } from './wire.ts'

type Program = BirpcReturn<ProgramSide, PagesSide>
type FromPage = PageCall | { readonly kind: 'open'; readonly url: string }

/** Pages know `app://` by a secure origin that Chromium knows too. */
function toPageUrl(url: string): string {
  return url.replace(/^app:\/\/([^/]+)/, 'http://$1.app.localhost')
}

function toProgramUrl(url: string): string {
  return url.replace(/^http:\/\/([^/]+)\.app\.localhost/, 'app://$1')
}

/** The windows of a program: pages of one browser context, whose requests and calls the program answers. */
export class Pages implements PagesSide {
  readonly #context: BrowserContext
  readonly #program: () => Program
  readonly #pages = new Map<number, WindowPage>()
  readonly #isReady = Promise.withResolvers<undefined>()

  readonly #onPage: (page: Page) => void

  private constructor(context: BrowserContext, program: () => Program, onPage: (page: Page) => void) {
    this.#context = context
    this.#program = program
    this.#onPage = onPage
  }

  static async open(
    browser: Browser,
    program: () => Program,
    onPage: (page: Page) => void = () => undefined,
  ): Promise<Pages> {
    return new Pages(await browser.newContext(), program, onPage)
  }

  get whenReady(): Promise<undefined> {
    return this.#isReady.promise
  }

  /** The page of a window; undefined until it is open. */
  page(window: number): Page | undefined {
    return this.#pages.get(window)?.page
  }

  async close(): Promise<void> {
    await this.#context.close()
  }

  ready(): void {
    this.#isReady.resolve(undefined)
  }

  async openPage(window: number, preload: string, size: { width: number; height: number }): Promise<void> {
    const page = await this.#context.newPage()
    this.#onPage(page)
    await page.setViewportSize(size)
    const opened = new WindowPage(page, window, this.#program())
    await opened.prepare(preload)
    this.#pages.set(window, opened)
  }

  async load(window: number, url: string): Promise<void> {
    await this.#pages.get(window)?.load(url)
  }

  async reload(window: number): Promise<void> {
    await this.#pages.get(window)?.reload()
  }

  toPage(window: number, message: PageMessage): void {
    this.#pages.get(window)?.send(message)
  }

  async print(window: number, what: 'pdf' | 'png'): Promise<Uint8Array> {
    const page = this.page(window)
    if (page === undefined) throw new Error(`there is no window ${String(window)}`)
    return what === 'pdf' ? page.pdf({ printBackground: true, preferCSSPageSize: true }) : page.screenshot()
  }

  async closePage(window: number): Promise<void> {
    const opened = this.#pages.get(window)
    this.#pages.delete(window)
    await opened?.page.close()
  }
}

class WindowPage {
  readonly page: Page
  readonly #window: number
  readonly #program: Program
  readonly #outbox: PageMessage[] = []
  #isSending = false
  #isLoading = false

  constructor(page: Page, window: number, program: Program) {
    this.page = page
    this.#window = window
    this.#program = program
  }

  async prepare(preload: string): Promise<void> {
    const { page } = this
    await page.exposeBinding('doubleCall', ({ frame }, call: FromPage) =>
      this.#hear({ url: toProgramUrl(frame.url()), isMainFrame: frame.parentFrame() === null }, call),
    )
    await page.addInitScript(pageSide, { preload, platform: process.platform })
    await page.route('**/*', route => this.#answer(route))
    page.on('popup', popup => {
      void this.#program.popup(this.#window, toProgramUrl(popup.url()))
      void popup.close()
    })
    page.on('close', () => {
      void this.#program.pageClosed.asEvent(this.#window)
    })
  }

  async load(url: string): Promise<void> {
    await this.#asProgram(() => this.page.goto(toPageUrl(url)))
  }

  async reload(): Promise<void> {
    await this.#asProgram(() => this.page.reload())
  }

  /** In order, one at a time; what is for a document that is gone is lost, as in the original. */
  send(message: PageMessage): void {
    this.#outbox.push(message)
    if (!this.#isSending) void this.#empty()
  }

  async #asProgram(navigate: () => Promise<unknown>): Promise<void> {
    this.#isLoading = true
    try {
      await navigate()
    } finally {
      this.#isLoading = false
    }
  }

  async #empty(): Promise<void> {
    this.#isSending = true
    while (this.#outbox.length > 0 && !this.page.isClosed()) {
      try {
        await this.page.evaluate(deliver, this.#outbox.splice(0))
      } catch (error) {
        if (!isLost(error)) throw error
      }
    }
    this.#isSending = false
  }

  async #hear(frame: CallingFrame, call: FromPage): Promise<unknown> {
    if (call.kind === 'open') {
      await this.#program.popup(this.#window, toProgramUrl(call.url))
      return undefined
    }
    if (call.kind !== 'port') return this.#program.call(this.#window, frame, call)
    // Like a port, the page does not wait.
    void this.#program.call.asEvent(this.#window, frame, call)
    return undefined
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const answer = await this.#program.request(this.#window, {
      url: toProgramUrl(request.url()),
      method: request.method(),
      isNavigation: request.isNavigationRequest(),
      isMainFrame: request.frame().parentFrame() === null,
      byProgram: this.#isLoading,
    })
    switch (answer.kind) {
      case 'served':
        await route.fulfill({ status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) })
        return
      case 'stay':
        await route.abort('aborted')
        return
      case 'blocked':
        await route.abort('blockedbyclient')
    }
  }
}

/** In the page. */
function deliver(messages: readonly PageMessage[]): void {
  const hear: unknown = Reflect.get(globalThis, 'doubleHear')
  if (typeof hear === 'function') for (const message of messages) Reflect.apply(hear, undefined, [message])
}

/** The document, or the whole page, went away meanwhile. */
function isLost(error: unknown): boolean {
  return error instanceof Error && /context was destroyed|has been closed|navigation|Target closed/i.test(error.message)
}
