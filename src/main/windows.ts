import { BrowserWindow, nativeTheme, screen } from 'electron'
import { fileURLToPath } from 'node:url'
import { tellTrouble } from './messages.ts'
import type { PageSource } from './page-source.ts'
import { MIN_SIZE, beside, placeWindow, readWindowState, writeWindowState, type Bounds } from './window-state.ts'

const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url))
const ICON = fileURLToPath(new URL('../../resources/icons/icon.png', import.meta.url))

/** The page's background, so that a window does not flash before its page is there. */
const BACKGROUND = { light: '#FFFFFF', dark: '#121417' } as const

/** The windows of the program; all show the same page. */
export class Windows {
  readonly #source: PageSource
  readonly #stateFile: string

  constructor(source: PageSource, stateFile: string) {
    this.#source = source
    this.#stateFile = stateFile
  }

  /** Opens a window beside the one in front, or where the last one was. */
  open(): void {
    const front = this.#front()
    const state = front === null ? readWindowState(this.#stateFile) : null
    const wanted = front === null ? (state?.bounds ?? null) : beside(front.getNormalBounds())
    const window = create(placeWindow(wanted, workAreas()))
    if (state?.maximized === true) window.maximize()
    window.once('ready-to-show', () => {
      window.show()
    })
    window.on('close', () => {
      this.#keepState(window)
    })
    void load(window, this.#source.url)
  }

  /** Brings the window in front to the user, and opens one where there is none. */
  show(): void {
    const window = this.#front()
    if (window === null) {
      this.open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Tells the page in front what was chosen in the menu. */
  command(command: string): void {
    this.#front()?.webContents.send('desktop:command', command)
  }

  #front(): Electron.BrowserWindow | null {
    return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? null
  }

  #keepState(window: Electron.BrowserWindow): void {
    try {
      writeWindowState(this.#stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    } catch (thrown) {
      tellTrouble('The place of the window was not kept', thrown)
    }
  }
}

function create(bounds: Bounds): Electron.BrowserWindow {
  return new BrowserWindow({
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Interleave',
    icon: ICON,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // Its dictionaries come from the network.
      spellcheck: false,
    },
  })
}

async function load(window: Electron.BrowserWindow, url: string): Promise<void> {
  try {
    await window.loadURL(url)
  } catch (thrown) {
    // Closing a window while it loads is no trouble.
    if (!window.isDestroyed()) tellTrouble('The page did not load', thrown)
  }
}

function workAreas(): readonly Bounds[] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(display => display.id !== primary.id)
  return [primary, ...others].map(display => display.workArea)
}
