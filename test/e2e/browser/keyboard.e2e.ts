import type { Page } from '@playwright/test'
import { expect, test } from '../lab-test.ts'
import { headline, runButton, verdict } from '../lab-page.ts'

/** What has the focus, as a screen reader would name it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return 'nothing'
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null
    const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent
    return name.trim().replaceAll(/\s+/g, ' ').slice(0, 60)
  })
}

/** Presses Tab until the focus is where it should be; what was met on the way. */
async function tabTo(page: Page, name: RegExp): Promise<string[]> {
  const met: string[] = []
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    met.push(here)
    if (name.test(here)) return met
  }
  throw new Error(`Tab never came to ${String(name)}; it met ${met.join(' | ')}`)
}

test('the whole flow goes by keyboard alone', async ({ lab: { page } }) => {
  await expect(runButton(page)).toBeEnabled()

  const order = await tabTo(page, /^Run/)
  const places = [/plain \+\+/, /^additions/, /^workers/, /^trials/, /^seed/, /^preset/].map(name =>
    order.findIndex(met => name.test(met)),
  )
  expect(places, order.join(' | ')).toEqual(places.toSorted((a, b) => a - b))
  expect(Math.min(...places), order.join(' | ')).toBeGreaterThanOrEqual(0)

  // A shorter run, typed into its field, and only two variants.
  const additions = page.getByRole('textbox', { name: /^additions/ })
  await additions.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('20000')
  for (const variant of ['run plain read/write', 'run mutex', 'run per-worker sum', 'run plain ++']) {
    await page.getByRole('checkbox', { name: variant, exact: true }).focus()
    await page.keyboard.press('Space')
  }
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(2)

  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  await expect(headline(page)).toContainText(/atomic add/i)

  // The figures tell their numbers.
  await page.getByRole('figure', { name: /^Rates over time/ }).focus()
  await page.keyboard.press('t')
  await expect(page.getByRole('figure', { name: /^Rates over time/ }).getByRole('table')).toBeVisible()
  await page.keyboard.press('t')

  // The panel beside them.
  await page.getByRole('tab', { name: 'Lesson' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Code' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Control+J')
  await expect(page.getByRole('tab', { name: 'Code' })).toHaveCount(0)
  await page.keyboard.press('Control+J')
  await page.getByRole('tab', { name: 'Code' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('tab', { name: 'Lesson' })).toHaveAttribute('aria-selected', 'true')

  // A run that is stopped.
  await additions.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('10000000')
  await page.keyboard.press('Control+Enter')
  await expect(verdict(page)).toContainText('trials done')
  // Esc closes what a word of the lesson means before it stops anything.
  const term = page.getByRole('button', { name: 'cache line', exact: true })
  await term.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'cache line' })).toContainText('the piece of memory')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(term).toBeFocused()
  await expect(verdict(page)).toContainText('trials done')
  // Tab goes on from an open one.
  await page.keyboard.press('Space')
  await expect(page.getByRole('dialog').locator('p')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(verdict(page)).toContainText('trials done')
  await page.keyboard.press('Escape')
  await expect(verdict(page)).toContainText('cancelled')

  // The keys of this screen, and back.
  await page.locator('main').focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  // Another screen.
  await page.getByRole('link', { name: 'Settings' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.getByRole('radio', { name: 'Dark' }).focus()
  await page.keyboard.press('Space')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
