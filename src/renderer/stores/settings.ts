import { defineStore } from 'pinia'
import { computed, ref, watchEffect } from 'vue'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const CONTRASTS = ['system', 'normal', 'more'] as const
export type Contrast = (typeof CONTRASTS)[number]

/** What is on the screen, after the system's wishes are weighed in. */
export type ResolvedTheme = 'light' | 'dark' | 'hc-light' | 'hc-dark'

/** How this page looks; kept by the browser, for this address only. */
export const useSettingsStore = defineStore('settings', () => {
  const theme = ref<Theme>(stored('interleave.theme', THEMES))
  const contrast = ref<Contrast>(stored('interleave.contrast', CONTRASTS))
  const systemDark = mediaRef('(prefers-color-scheme: dark)')
  const systemMore = mediaRef('(prefers-contrast: more)')

  /** Charts read their colours anew when it changes. */
  const resolvedTheme = computed<ResolvedTheme>(() => {
    const dark = theme.value === 'system' ? systemDark.value : theme.value === 'dark'
    const more = contrast.value === 'system' ? systemMore.value : contrast.value === 'more'
    if (more) return dark ? 'hc-dark' : 'hc-light'
    return dark ? 'dark' : 'light'
  })

  watchEffect(
    () => {
      document.documentElement.dataset['theme'] = resolvedTheme.value
    },
    // Whoever reads a colour because the theme changed must find the new one.
    { flush: 'sync' },
  )

  function setTheme(next: Theme): void {
    theme.value = next
    store('interleave.theme', next)
  }

  function setContrast(next: Contrast): void {
    contrast.value = next
    store('interleave.contrast', next)
  }

  return { theme, contrast, resolvedTheme, setTheme, setContrast }
})

function mediaRef(query: string): { readonly value: boolean } {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  list.addEventListener('change', event => (matches.value = event.matches))
  return matches
}

function stored<const T extends readonly ['system', ...string[]]>(key: string, allowed: T): T[number] {
  try {
    const found = localStorage.getItem(key)
    return allowed.find(word => word === found) ?? allowed[0]
  } catch {
    // Storage may be forbidden; then the system decides.
    return allowed[0]
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch (thrown) {
    console.warn('The setting holds until the page is closed: storage is not allowed.', thrown)
  }
}
