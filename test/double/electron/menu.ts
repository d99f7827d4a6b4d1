import * as z from 'zod'
import type { MenuNode } from '../wire.ts'
import { focusedWindow } from './browser-window.ts'
import { serve } from './link.ts'
import { modelled } from './modelled.ts'

const ROLES = [
  'about',
  'appMenu',
  'close',
  'copy',
  'cut',
  'delete',
  'editMenu',
  'fileMenu',
  'help',
  'hide',
  'hideOthers',
  'paste',
  'quit',
  'redo',
  'reload',
  'resetZoom',
  'selectAll',
  'services',
  'toggleDevTools',
  'togglefullscreen',
  'undo',
  'unhide',
  'viewMenu',
  'windowMenu',
  'zoomIn',
  'zoomOut',
] as const

const MODIFIERS = '(?:(?:Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|Shift|Super|Meta)\\+)*'
const accelerator = z.string().regex(new RegExp(`^${MODIFIERS}(?:[A-Z0-9]|F\\d\\d?|[,.?]|Enter|Esc|Plus|Space|Tab)$`))

interface Item {
  readonly label?: string | undefined
  readonly role?: string | undefined
  readonly type?: string | undefined
  readonly accelerator?: string | undefined
  readonly click?: ((...args: unknown[]) => unknown) | undefined
  readonly submenu?: readonly Item[] | undefined
}

const itemSchema: z.ZodType<Item> = z
  .strictObject({
    label: z.string().min(1).optional(),
    role: z.enum(ROLES).optional(),
    type: z.literal('separator').optional(),
    accelerator: accelerator.optional(),
    registerAccelerator: z.boolean().optional(),
    click: z.custom<(...args: unknown[]) => unknown>(value => typeof value === 'function').optional(),
    get submenu() {
      return z.array(itemSchema).optional()
    },
  })
  .refine(
    ({ label, role, type }) => label !== undefined || role !== undefined || type !== undefined,
    'an item needs a label, a role or a type',
  )

let applicationMenu: readonly Item[] = []

export const Menu = modelled('Menu', {
  buildFromTemplate: (template: unknown) => modelled('menu', { items: z.array(itemSchema).parse(template) }),
  setApplicationMenu(menu: { readonly items: readonly Item[] }): void {
    applicationMenu = menu.items
  },
})

function nodeOf(item: Item): MenuNode {
  return {
    label: labelOf(item),
    role: item.role ?? null,
    accelerator: item.accelerator ?? null,
    items: (item.submenu ?? []).map(nodeOf),
  }
}

/** The ampersand marks the letter that opens a menu. */
function labelOf({ label, role, type }: Item): string {
  return (label ?? role ?? type ?? '').replaceAll('&', '')
}

serve({
  menu: () => applicationMenu.map(nodeOf),
  clickMenu: path => {
    let found: Item | undefined
    let items = applicationMenu
    for (const label of path) {
      found = items.find(item => labelOf(item) === label)
      items = found?.submenu ?? []
    }
    if (found?.click === undefined) throw new Error(`nothing can be clicked at ${path.join(' > ')}`)
    found.click({}, focusedWindow(), {})
  },
})
