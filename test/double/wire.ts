/** What the two halves of the double say to each other: the program's process, and the test's, where the pages are. */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A request of a page, by the address that the program knows it by. */
export interface PageRequest {
  readonly url: string
  readonly method: string
  readonly isNavigation: boolean
  readonly isMainFrame: boolean
  /** The program itself asked for it. */
  readonly byProgram: boolean
}

export type RequestAnswer =
  | {
      readonly kind: 'served'
      readonly status: number
      readonly headers: Record<string, string>
      readonly body: Uint8Array
    }
  | { readonly kind: 'stay' }
  | { readonly kind: 'blocked' }

/** The frame of a page that calls. */
export interface CallingFrame {
  readonly url: string
  readonly isMainFrame: boolean
}

/** To a page: a message of the main process, a message through a port it holds, the end of such a port. */
export type PageMessage =
  | {
      readonly kind: 'ipc'
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports: readonly number[]
    }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

/** From a page. */
export type PageCall =
  | { readonly kind: 'document' }
  | { readonly kind: 'invoke'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

export interface WindowFacts {
  readonly id: number
  readonly bounds: Rectangle
  readonly isMaximized: boolean
  readonly isMinimized: boolean
  readonly isShown: boolean
  readonly isFocused: boolean
  readonly backgroundColor: string
  readonly minimum: { readonly width: number; readonly height: number }
  readonly webPreferences: Readonly<Record<string, unknown>>
}

/** What the program decided, when asked. */
export interface Decision {
  readonly about: 'navigation' | 'frame-navigation' | 'window-open' | 'permission' | 'webview' | 'request'
  readonly subject: string
  readonly isAllowed: boolean
}

export interface MenuNode {
  readonly label: string
  readonly role: string | null
  readonly accelerator: string | null
  readonly items: readonly MenuNode[]
}

export interface OpenDialog {
  readonly id: number
  readonly kind: 'save' | 'message'
  readonly options: Readonly<Record<string, unknown>>
}

/** Served by the program's process. */
export interface ProgramSide {
  request(window: number, request: PageRequest): Promise<RequestAnswer>
  call(window: number, frame: CallingFrame, call: PageCall): Promise<unknown>
  /** A page that wants a window of its own. */
  popup(window: number, url: string): void
  pageClosed(window: number): void

  windows(): readonly WindowFacts[]
  moveWindow(window: number, bounds: Rectangle): void
  maximizeWindow(window: number): void
  minimizeWindow(window: number): void
  closeWindow(window: number): void
  focusWindow(window: number): void
  displays(areas: readonly Rectangle[]): void
  menu(): readonly MenuNode[]
  /** @param path labels from the menu bar down */
  clickMenu(path: readonly string[]): void
  ipcChannels(): readonly string[]
  decisions(): readonly Decision[]
  askPermission(window: number, permission: string): Promise<boolean>
  attachWebview(window: number): boolean
  dialogs(): readonly OpenDialog[]
  answerDialog(id: number, answer: object): void
  opened(): readonly string[]
  loseRenderer(window: number, reason: string): void
  utilityPids(): readonly number[]
  isSandboxed(): boolean
  quit(): void
}

/** Served by the test's process. */
export interface PagesSide {
  /** The program is up; the other half may ask it. */
  ready(): void
  openPage(window: number, preload: string, size: { readonly width: number; readonly height: number }): Promise<void>
  load(window: number, url: string): Promise<void>
  reload(window: number): Promise<void>
  toPage(window: number, message: PageMessage): void
  /** What the page looks like, on paper or on a screen. */
  print(window: number, what: 'pdf' | 'png'): Promise<Uint8Array>
  closePage(window: number): Promise<void>
}
