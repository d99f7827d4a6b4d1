import AxeBuilder from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { OpenedLab } from './opened-lab.ts'

/** Where pictures are kept, for people to judge. */
export const SCREENS = 'test-results/screens'

/** What a page can be asked for; `theme` is the name under which the page has it. */
export const THEMES = [
  { theme: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { theme: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { theme: 'hc-light', colorScheme: 'light', contrast: 'more' },
  { theme: 'hc-dark', colorScheme: 'dark', contrast: 'more' },
] as const

/** Axe is in the page since it looked at the first theme; sending it there again takes longer than what it does. */
const POOR_CONTRAST = `axe.run(document, { runOnly: ['color-contrast'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) })))`

/**
 * Keeps a picture in each theme. Has nothing that hinders people. What a page consists of is the same in all themes, so the
 * others are searched for poor contrast alone.
 */
export async function look({ page }: Pick<OpenedLab, 'page'>, name: string): Promise<void> {
  for (const [index, { theme, ...media }] of THEMES.entries()) {
    await page.emulateMedia(media)
    await page.screenshot({ path: `${SCREENS}/${name}-${theme}.png` })
    const hindering = index === 0 ? await allThatHinders(page) : await page.evaluate<unknown>(POOR_CONTRAST)
    expect(hindering, `${name} in ${theme}`).toEqual([])
  }
}

async function allThatHinders(page: OpenedLab['page']): Promise<unknown> {
  // Axe would open another page for each result, for frames of other origins, which there are none of.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) }))
}
