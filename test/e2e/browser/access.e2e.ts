import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openBrowserLab } from '../browser-lab.ts'
import { expect, test } from '../lab-test.ts'
import { headline, runButton, show } from '../lab-page.ts'

const PAGE = resolve(import.meta.dirname, '../../../out/renderer')
/** Compressed, as they cross the wire. */
const SCRIPTS_AT_MOST_BYTES = 400_000

test('an address is good for one browser: another one is told where to get its own', async ({ chromium }) => {
  const lab = await openBrowserLab(chromium)
  const stranger = await chromium.newContext()
  try {
    await expect(runButton(lab.page)).toBeEnabled()
    expect(lab.page.url()).not.toContain('code')
    const page = await stranger.newPage()
    await page.goto(lab.address)
    await expect(page.getByText('This address has been used')).toBeVisible()
    await expect(runButton(page)).toHaveCount(0)
  } finally {
    await stranger.close()
    await lab.quit()
  }
})

test('a page whose shell is gone keeps its figures, and says that nothing can be run', async ({ chromium }) => {
  const lab = await openBrowserLab(chromium)
  const { page } = lab
  await show(page, { set: { workers: '2', additions: '1000', trials: '5' } })
  await runButton(page).click()
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  const before = await headline(page).textContent()
  await lab.quit({ closePages: false })
  await expect(page.getByText(/The engine host is not connected/).first()).toBeVisible()
  await expect(runButton(page)).toBeDisabled()
  await expect(headline(page)).toHaveText(before ?? '')
  await page.screenshot({ path: 'test-results/screens/lab-disconnected.png' })
  await page.context().close()
})

test('the page needs little to start with', () => {
  const html = readFileSync(resolve(PAGE, 'index.html'), 'utf8')
  const initial = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '')
  expect(initial.length).toBeGreaterThan(0)
  expect(readdirSync(resolve(PAGE, 'assets')).filter(name => name.endsWith('.js')).length).toBeGreaterThan(
    initial.length,
  )
  const bytes = initial.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(PAGE, path))).length, 0)
  expect(bytes).toBeLessThan(SCRIPTS_AT_MOST_BYTES)
})
