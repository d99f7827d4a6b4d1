import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSettingsStore } from '../../../src/renderer/stores/settings.ts'

function themeOnRoot(): string | undefined {
  return document.documentElement.dataset['theme']
}

/** A system with wishes; `change` tells the page of new ones. */
function systemWishing(initial: readonly string[]) {
  let wishes = initial
  const listeners = new Map<string, (event: { matches: boolean }) => void>()
  const matches = (query: string): boolean => wishes.some(wish => query.includes(wish))
  vi.stubGlobal('matchMedia', (query: string) => ({
    get matches() {
      return matches(query)
    },
    addEventListener: (_name: string, listener: (event: { matches: boolean }) => void) =>
      listeners.set(query, listener),
  }))
  return {
    change(next: readonly string[]) {
      wishes = next
      for (const [query, listener] of listeners) listener({ matches: matches(query) })
    },
  }
}

describe('the settings store', () => {
  beforeEach(() => {
    localStorage.clear()
    setActivePinia(createPinia())
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it.each([
    [[], 'light'],
    [['dark'], 'dark'],
    [['contrast'], 'hc-light'],
    [['dark', 'contrast'], 'hc-dark'],
  ] as const)('follows a system that wishes %j to %s', (wishes, theme) => {
    systemWishing(wishes)
    expect(useSettingsStore().resolvedTheme).toBe(theme)
    expect(themeOnRoot()).toBe(theme)
  })

  it('follows the system when it changes its mind', () => {
    const system = systemWishing([])
    useSettingsStore()
    system.change(['dark'])
    expect(themeOnRoot()).toBe('dark')
  })

  it('prefers what the reader chose, and keeps it', () => {
    systemWishing(['dark'])
    const settings = useSettingsStore()
    settings.setTheme('light')
    settings.setContrast('more')
    expect(themeOnRoot()).toBe('hc-light')
    setActivePinia(createPinia())
    expect(useSettingsStore().resolvedTheme).toBe('hc-light')
  })

  it('takes nothing from storage that it does not know', () => {
    systemWishing([])
    localStorage.setItem('interleave.theme', 'sepia')
    expect(useSettingsStore().theme).toBe('system')
  })

  it('works where storage is forbidden', () => {
    systemWishing([])
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const forbidden = (): never => {
      throw new Error('storage is forbidden')
    }
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden })
    const settings = useSettingsStore()
    settings.setTheme('dark')
    expect(themeOnRoot()).toBe('dark')
  })
})
