import { describe, expect, it } from 'vitest'
import { PAGE_COMMANDS, menuTemplate, type MenuActions } from '../../../src/main/menu-template.ts'

type Item = ReturnType<typeof menuTemplate>[number]

function menuOf(
  platform: NodeJS.Platform,
  isPackaged = false,
): { readonly menu: Item[]; readonly done: readonly string[] } {
  const done: string[] = []
  const actions: MenuActions = {
    platform,
    isPackaged,
    command: command => void done.push(command),
    newWindow: () => void done.push('new window'),
    rebuildPool: () => void done.push('rebuild pool'),
    openLink: url => void done.push(url),
  }
  return { menu: menuTemplate(actions), done }
}

function itemsOf(menu: readonly Item[]): readonly Item[] {
  return menu.flatMap(item => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])])
}

/** What can be clicked does nothing with the window: it only says what was chosen. */
function clickAll(menu: readonly Item[]): void {
  for (const { click } of itemsOf(menu)) if (click !== undefined) Reflect.apply(click, undefined, [])
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', platform => {
  it('can ask for everything that a page can be asked for', () => {
    const { menu, done } = menuOf(platform)
    clickAll(menu)
    expect(done).toEqual(expect.arrayContaining(['new window', 'rebuild pool', ...PAGE_COMMANDS]))
  })

  it('has the standard roles', () => {
    const roles = itemsOf(menuOf(platform).menu).map(({ role }) => role)
    for (const role of ['undo', 'cut', 'copy', 'paste', 'selectAll', 'close', 'quit', 'about', 'togglefullscreen']) {
      expect(roles.filter(own => own === role)).toEqual([role])
    }
  })

  it('gives no two items the same key', () => {
    const keys = itemsOf(menuOf(platform).menu).flatMap(({ accelerator, label }) =>
      // Settings stand in two menus on macOS.
      accelerator === undefined || label === 'Settings…' ? [] : [accelerator],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('leaves the keys that the page listens to to the page', () => {
    const items = itemsOf(menuOf(platform).menu)
    for (const label of ['Run', 'Stop', 'Toggle side panel', 'Keys']) {
      expect(items.find(item => item.label === label && item.click !== undefined)).toMatchObject({
        registerAccelerator: false,
      })
    }
  })

  it('offers developer tools only while developing', () => {
    const rolesOf = (isPackaged: boolean) => itemsOf(menuOf(platform, isPackaged).menu).map(({ role }) => role)
    expect(rolesOf(false)).toContain('toggleDevTools')
    expect(rolesOf(true)).not.toContain('toggleDevTools')
  })
})
