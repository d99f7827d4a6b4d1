import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { Rectangle, WindowFacts } from '../wire.ts'
import { app } from './app.ts'
import { pages, serve } from './link.ts'
import { ModelledEmitter, PreventableEvent, checkKeys, modelled, nextId, notModelled } from './modelled.ts'
import { permissionOf } from './session.ts'
import { primaryArea } from './surroundings.ts'
import { WebContentsModel } from './web-contents.ts'

const optionsSchema = z.strictObject({
  x: z.int().default(0),
  y: z.int().default(0),
  width: z.int(),
  height: z.int(),
  minWidth: z.int().default(0),
  minHeight: z.int().default(0),
  show: z.boolean(),
  title: z.string().optional(),
  icon: z.string().optional(),
  backgroundColor: z.string().default('#FFFFFF'),
  /** The double's pages have no frame and always their content's size, and are painted whether or not they are seen. */
  frame: z.boolean().optional(),
  useContentSize: z.boolean().optional(),
  paintWhenInitiallyHidden: z.boolean().optional(),
  webPreferences: z.looseObject({ preload: z.string().optional() }),
})

const WEB_PREFERENCES = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'webSecurity',
  'webviewTag',
  'javascript',
  'spellcheck',
]

const windows = new Map<number, WindowModel>()
let focused: WindowModel | null = null

class WindowModel extends ModelledEmitter {
  readonly face: object = modelled('BrowserWindow', this)
  readonly id = nextId()
  readonly contents = new WebContentsModel(this.id)
  readonly webContents = this.contents.face
  readonly #options: z.infer<typeof optionsSchema>
  readonly #opened: Promise<void>
  #bounds: Rectangle
  #isMaximized = false
  #isMinimized = false
  #isShown: boolean
  #isDestroyed = false

  constructor(options: object) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed'])
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.#options = optionsSchema.parse(options)
    checkKeys('webPreferences', this.#options.webPreferences, WEB_PREFERENCES)
    const { x, y, width, height, show, webPreferences } = this.#options
    this.#bounds = { x, y, width, height }
    this.#isShown = show
    windows.set(this.id, this)
    app.windows.add(this)
    const preload = webPreferences.preload === undefined ? '' : readFileSync(webPreferences.preload, 'utf8')
    this.#opened = pages.openPage(this.id, preload, { width, height })
  }

  static getAllWindows(): readonly object[] {
    return [...windows.values()].map(window => window.face)
  }

  static getFocusedWindow(): object | null {
    return focused?.face ?? null
  }

  static fromWebContents(contents: object): object | null {
    return [...windows.values()].find(window => window.webContents === contents)?.face ?? null
  }

  async loadURL(url: string): Promise<void> {
    await this.#opened
    await pages.load(this.id, url)
    this.contents.emit('did-finish-load')
    this.emit('ready-to-show')
  }

  show(): void {
    this.#isShown = true
    this.focus()
  }

  focus(): void {
    focused = this.#isDestroyed ? null : this
  }

  maximize(): void {
    this.#isMaximized = true
  }

  minimize(): void {
    this.#isMinimized = true
  }

  restore(): void {
    this.#isMinimized = false
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  getNormalBounds(): Rectangle {
    return this.#bounds
  }

  async close(): Promise<boolean> {
    if (this.#isDestroyed) return true
    const event = new PreventableEvent()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    await this.destroy()
    return true
  }

  async destroy(): Promise<void> {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    windows.delete(this.id)
    if (focused === this) focused = [...windows.values()].at(-1) ?? null
    this.contents.destroyed()
    await this.#opened
    await pages.closePage(this.id)
    this.emit('closed')
    app.windowClosed(this)
  }

  /** Its user drags it; no further than its smallest size. */
  moveTo({ x, y, width, height }: Rectangle): void {
    const { minWidth, minHeight } = this.#options
    this.#bounds = { x, y, width: Math.max(width, minWidth), height: Math.max(height, minHeight) }
  }

  get facts(): WindowFacts {
    const { minWidth, minHeight, backgroundColor, webPreferences } = this.#options
    return {
      id: this.id,
      bounds: this.#isMaximized ? primaryArea() : this.#bounds,
      isMaximized: this.#isMaximized,
      isMinimized: this.#isMinimized,
      isShown: this.#isShown,
      isFocused: focused === this,
      backgroundColor,
      minimum: { width: minWidth, height: minHeight },
      webPreferences,
    }
  }
}

/** `new` gives what the program may see of a window; statics are checked like members. */
export const BrowserWindow = new Proxy(WindowModel, {
  construct: (Model, [options]: readonly object[]) => new Model(options ?? {}).face,
  get(Model, key) {
    if (!Object.hasOwn(Model, key)) throw notModelled(`BrowserWindow.${String(key)}`)
    const value: unknown = Reflect.get(Model, key)
    return value
  },
})

/** @throws Error for a window that is gone */
function windowOf(id: number): WindowModel {
  const window = windows.get(id)
  if (window === undefined) throw new Error(`there is no window ${String(id)}`)
  return window
}

serve({
  request: async (id, request) => (await windows.get(id)?.contents.request(request)) ?? { kind: 'blocked' },
  call: async (id, frame, call) => await windows.get(id)?.contents.hear(frame, call),
  popup: (id, url) => windows.get(id)?.contents.openWindow(url),
  pageClosed: id => void windows.get(id)?.close(),
  windows: () => [...windows.values()].map(window => window.facts),
  moveWindow: (id, bounds) => windowOf(id).moveTo(bounds),
  maximizeWindow: id => windowOf(id).maximize(),
  minimizeWindow: id => windowOf(id).minimize(),
  closeWindow: id => void windowOf(id).close(),
  focusWindow: id => windowOf(id).focus(),
  askPermission: (id, permission) => permissionOf(windowOf(id).webContents, permission),
  attachWebview: id => windowOf(id).contents.attachWebview(),
  loseRenderer: (id, reason) =>
    void app.emit('render-process-gone', new PreventableEvent(), windowOf(id).webContents, { reason, exitCode: 1 }),
})

/** The window that a menu's command is for. */
export function focusedWindow(): object | undefined {
  return focused?.face
}
