import type { MenuItemConstructorOptions } from 'electron'
import { FORMAT_FACTS, REPORT_FORMATS } from '../contract/report-formats.ts'
import { ATOMICS_SPECIFICATION } from './external-links.ts'

/** What the menu can ask of the page in front. */
export const PAGE_COMMANDS = [
  'run',
  'stop',
  ...REPORT_FORMATS.map(format => `export-${format}` as const),
  'show-lab',
  'show-explorer',
  'show-history',
  'show-pool',
  'show-machine',
  'show-settings',
  'toggle-side',
  'show-keys',
] as const
export type PageCommand = (typeof PAGE_COMMANDS)[number]

/** What the menu does. */
export interface MenuActions {
  readonly platform: NodeJS.Platform
  /** Developer tools are not for an installed program. */
  readonly isPackaged: boolean
  command(command: PageCommand): void
  newWindow(): void
  rebuildPool(): void
  openLink(url: string): void
}

type Item = MenuItemConstructorOptions

const SEPARATOR: Item = { type: 'separator' }

/** The application menu. */
export function menuTemplate(actions: MenuActions): Item[] {
  const isMac = actions.platform === 'darwin'
  return [
    ...(isMac ? [appMenu(actions)] : []),
    fileMenu(actions, isMac),
    editMenu(),
    runMenu(actions),
    viewMenu(actions),
    { role: 'windowMenu' },
    helpMenu(actions, isMac),
  ]
}

function appMenu(actions: MenuActions): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settings(actions),
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  }
}

function fileMenu(actions: MenuActions, isMac: boolean): Item {
  return {
    role: 'fileMenu',
    label: '&File',
    submenu: [
      { label: 'New window', accelerator: 'CommandOrControl+N', click: () => actions.newWindow() },
      SEPARATOR,
      {
        label: 'Save a report',
        submenu: REPORT_FORMATS.map(format => pageItem(actions, `${FORMAT_FACTS[format].title}…`, `export-${format}`)),
      },
      SEPARATOR,
      { role: 'close' },
      ...(isMac ? [] : [SEPARATOR, { role: 'quit' } as const]),
    ],
  }
}

function editMenu(): Item {
  return {
    role: 'editMenu',
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      SEPARATOR,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      SEPARATOR,
      { role: 'selectAll' },
    ],
  }
}

function runMenu(actions: MenuActions): Item {
  return {
    label: '&Run',
    submenu: [
      pageItem(actions, 'Run', 'run', 'CommandOrControl+Enter'),
      pageItem(actions, 'Stop', 'stop', 'Esc'),
      SEPARATOR,
      { label: 'Rebuild pool', click: () => actions.rebuildPool() },
    ],
  }
}

function viewMenu(actions: MenuActions): Item {
  return {
    role: 'viewMenu',
    label: '&View',
    submenu: [
      pageItem(actions, 'Lab', 'show-lab'),
      pageItem(actions, 'Explorer', 'show-explorer'),
      pageItem(actions, 'History', 'show-history'),
      pageItem(actions, 'Pool', 'show-pool'),
      pageItem(actions, 'About this machine', 'show-machine'),
      settings(actions),
      SEPARATOR,
      pageItem(actions, 'Toggle side panel', 'toggle-side', 'CommandOrControl+J'),
      SEPARATOR,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(actions.isPackaged ? [] : [SEPARATOR, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
    ],
  }
}

function helpMenu(actions: MenuActions, isMac: boolean): Item {
  return {
    role: 'help',
    submenu: [
      pageItem(actions, 'Keys', 'show-keys', '?'),
      { label: 'Atomics in the ECMAScript specification', click: () => actions.openLink(ATOMICS_SPECIFICATION) },
      ...(isMac ? [] : [SEPARATOR, { role: 'about' } as const]),
    ],
  }
}

function settings(actions: MenuActions): Item {
  return { label: 'Settings…', accelerator: 'CommandOrControl+,', click: () => actions.command('show-settings') }
}

/** @param shown a key that the page itself listens to: the menu names it and leaves it alone */
function pageItem(actions: MenuActions, label: string, command: PageCommand, shown?: string): Item {
  const click = (): void => actions.command(command)
  return shown === undefined ? { label, click } : { label, click, accelerator: shown, registerAccelerator: false }
}
