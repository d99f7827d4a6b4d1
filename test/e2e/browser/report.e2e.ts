import AxeBuilder from '@axe-core/playwright'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { formatOfName, FORMAT_FACTS, REPORT_FORMATS } from '../../../src/contract/report-formats.ts'
import { runDocumentSchema, type RunDocument } from '../../../src/contract/run-document.ts'
import { openInProcess } from '../../../src/host/engine-host.ts'
import { pdfText } from '../../helpers/pdf-text.ts'
import { present } from '../../helpers/present.ts'
import { openBrowserLab } from '../browser-lab.ts'
import { goTo, runButton, verdict } from '../lab-page.ts'
import { expect, test } from '../lab-test.ts'
import { askForReport } from '../opened-lab.ts'

/** One run of real threads that deadlock, and its report in every format, as the page gives them. */
const folder = mkdtempSync(join(tmpdir(), 'interleave-reports-'))
const fileOf = (ending: string): string => join(folder, `report.${ending}`)
let run: RunDocument

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ chromium }) => {
  const lab = await openBrowserLab(chromium)
  const { page } = lab
  await expect(runButton(page)).toBeEnabled()
  await expect(page.getByRole('button', { name: 'Report', exact: true })).toBeDisabled()
  await goTo(page, '#/lab/lock-order?p.trials=2&p.warmUp=0&v=naive,global-order')
  await runButton(page).click()
  await expect(verdict(page)).toContainText('Passed')
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  await page.screenshot({ path: 'test-results/screens/report-menu.png' })
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.keyboard.press('Escape')
  for (const format of REPORT_FORMATS) {
    const download = page.waitForEvent('download')
    await askForReport(page, format)
    const file = await download
    expect(formatOfName(file.suggestedFilename())).toBe(format)
    await file.saveAs(fileOf(format))
  }
  run = runDocumentSchema.parse(JSON.parse(readFileSync(fileOf('json'), 'utf8')))
  expect(lab.complaints).toEqual([])
  await lab.quit()
})

test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Opened {
  readonly page: Page
  readonly requests: readonly string[]
  readonly complaints: readonly string[]
}

/** Opens the report as a reader would, and listens to what it asks for and complains about. */
async function opened(browser: Browser, options: BrowserContextOptions): Promise<Opened> {
  const page = await (await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options })).newPage()
  const [requests, complaints]: [string[], string[]] = [[], []]
  page.on('request', request => requests.push(request.url()))
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(String(error)))
  await page.goto(pathToFileURL(fileOf('html')).href)
  return { page, requests, complaints }
}

test('the terminal’s lab makes the same text of the run, byte for byte', async () => {
  const lab = openInProcess()
  try {
    for (const format of REPORT_FORMATS.filter(one => !FORMAT_FACTS[one].binary)) {
      expect(await lab.report(run, format), format).toBe(readFileSync(fileOf(format), 'utf8'))
    }
  } finally {
    await lab.close()
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`HTML is readable without script, in ${colorScheme}`, async ({ chromium }) => {
    const { page, requests, complaints } = await opened(chromium, { javaScriptEnabled: false, colorScheme })
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(run.headline)
    await expect(page.getByText('DEADLOCK (proved)').first()).toBeVisible()
    await expect(page.getByRole('img', { name: /^Who waits for whom: as they come/ })).toBeVisible()
    await expect(page.getByText(`--seed ${String(run.seed)}`)).toBeVisible()
    await expect(page.getByRole('slider')).toHaveCount(0)
    await page.screenshot({ path: `test-results/screens/report-${colorScheme}.png`, fullPage: true })
    expect(requests).toEqual([page.url()])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test(`HTML is accessible, in ${colorScheme}`, async ({ chromium }) => {
    const { page } = await opened(chromium, { colorScheme, bypassCSP: true })
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.context().close()
  })
}

test('HTML replays the run moment by moment, asks for nothing, and breaks no rule of its policy', async ({
  chromium,
}) => {
  const { page, requests, complaints } = await opened(chromium, {})
  const graph = page.locator('figure').filter({ hasText: 'Who waits for whom: as they come' })
  const slider = graph.getByRole('slider')
  const proved = graph.locator('svg [stroke-width="3"]')
  await expect(proved).not.toHaveCount(0)
  await slider.press('Home')
  // On a busy machine the first look may come when all is over.
  const first = present(run.variants[0]?.waits[0]?.samples[0])
  if (first.cycles.length === 0) await expect(proved).toHaveCount(0)
  else await expect(proved).not.toHaveCount(0)
  await expect(graph.locator('output')).toHaveText(/^trial 1, /)
  await graph.getByRole('button', { name: 'Replay' }).click()
  await expect(graph.getByRole('button', { name: 'Replay' })).toBeVisible()
  await expect(slider).toHaveValue((await slider.getAttribute('max')) ?? '')
  const trials = page.locator('figure').filter({ hasText: 'What each trial came to' })
  await trials.getByRole('slider').press('Home')
  await expect(trials.locator('output')).toHaveText('after trial 0 of 2')
  await expect(trials.locator('svg rect')).toHaveCount(0)
  expect(requests).toEqual([page.url()])
  expect(complaints).toEqual([])
  await page.context().close()
})

test('HTML whose script or style was touched does not run it', async ({ chromium }) => {
  const touched = readFileSync(fileOf('html'), 'utf8')
    .replace('// Replays', '// replays')
    .replace('body{margin:0', 'body{margin:1px')
  writeFileSync(fileOf('html'), touched)
  const { page, complaints } = await opened(chromium, {})
  await expect(page.getByRole('slider')).toHaveCount(0)
  expect(complaints.filter(text => text.includes('Content Security Policy'))).toHaveLength(2)
  await page.context().close()
})

test('PDF has the verdict, the proof and the command in its text', () => {
  const file = readFileSync(fileOf('pdf'))
  expect(file.subarray(0, 5).toString()).toBe('%PDF-')
  const text = pdfText(file).replaceAll(/\s+/g, '')
  for (const words of [run.headline, 'DEADLOCK (proved)', `--seed ${String(run.seed)}`, 'What to keep in mind']) {
    expect(text).toContain(words.replaceAll(/\s+/g, ''))
  }
})

test('PNG and SVG are the same picture, in the size that the file says', async ({ chromium }) => {
  const svg = readFileSync(fileOf('svg'), 'utf8')
  const [, width, height] = present(/width="([\d.]+)" height="([\d.]+)"/.exec(svg))
  const png = readFileSync(fileOf('png'))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Math.ceil(Number(height))])
  const page = await chromium.newPage()
  await page.goto(pathToFileURL(fileOf('svg')).href)
  expect(await page.evaluate(() => document.documentElement.tagName)).toBe('svg')
  await page.close()
})
