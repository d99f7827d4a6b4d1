import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pages, serve } from './link.ts'
import { ModelledEmitter, PreventableEvent, modelled, notModelled } from './modelled.ts'
import { takeSingleInstanceLock, type InstanceLock } from './single-instance.ts'

/** What of the windows the program's life depends on. */
export interface ClosableWindow {
  /** As its user would: false where the program prevents it. */
  close(): Promise<boolean>
  destroy(): Promise<void>
}

class AppModel extends ModelledEmitter {
  readonly isPackaged = false
  readonly windows = new Set<ClosableWindow>()
  #isReady = false
  #isSandboxed = false
  #isQuitting = false
  #lock: InstanceLock | null = null
  readonly #atEnd: (() => void)[] = []
  readonly #ready = new Promise<void>(resolve => {
    // The program's modules are all evaluated by then.
    setImmediate(() => {
      this.#isReady = true
      void pages.ready.asEvent()
      this.emit('ready')
      resolve()
    })
  })

  constructor() {
    super('app', [
      'ready',
      'activate',
      'before-quit',
      'will-quit',
      'quit',
      'window-all-closed',
      'second-instance',
      'web-contents-created',
      'render-process-gone',
    ])
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.quit()
      })
    }
    serve({
      isSandboxed: () => this.#isSandboxed,
      quit: () => {
        this.quit()
      },
    })
  }

  whenReady(): Promise<void> {
    return this.#ready
  }

  isReady(): boolean {
    return this.#isReady
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before the program is ready')
    this.#isSandboxed = true
  }

  requestSingleInstanceLock(): boolean {
    this.#lock = takeSingleInstanceLock(this.getPath('userData'), facts => {
      this.emit('second-instance', new PreventableEvent(), facts.argv, facts.folder)
    })
    return this.#lock.isFirst
  }

  getPath(name: string): string {
    const userData = process.env['DOUBLE_USER_DATA'] ?? join(tmpdir(), 'interleave-double')
    const folders = new Map([
      ['userData', userData],
      ['documents', join(userData, 'documents')],
      ['temp', tmpdir()],
    ])
    const folder = folders.get(name)
    if (folder === undefined) throw notModelled(`app.getPath('${name}')`)
    mkdirSync(folder, { recursive: true })
    return resolve(folder)
  }

  quit(): void {
    void this.#quit()
  }

  /** At once: nobody is asked. */
  exit(code = 0): void {
    void this.#end(code)
  }

  /** Of the double itself: to be done last. */
  atEnd(work: () => void): void {
    this.#atEnd.push(work)
  }

  /** A window is gone. */
  windowClosed(window: ClosableWindow): void {
    this.windows.delete(window)
    if (this.windows.size > 0 || this.#isQuitting) return
    if (!this.emit('window-all-closed')) this.quit()
  }

  async #quit(): Promise<void> {
    if (!this.#goesOn('before-quit')) return
    this.#isQuitting = true
    for (const window of [...this.windows]) {
      if (await window.close()) continue
      this.#isQuitting = false
      return
    }
    if (this.#goesOn('will-quit')) await this.#end(0)
    else this.#isQuitting = false
  }

  #goesOn(name: string): boolean {
    const event = new PreventableEvent()
    this.emit(name, event)
    return !event.defaultPrevented
  }

  async #end(code: number): Promise<void> {
    this.#isQuitting = true
    for (const window of [...this.windows]) await window.destroy()
    this.emit('quit', new PreventableEvent(), code)
    for (const work of this.#atEnd) work()
    await this.#lock?.release()
    process.exit(code)
  }
}

export const app = modelled('app', new AppModel())
