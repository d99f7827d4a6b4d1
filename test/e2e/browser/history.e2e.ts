import { toJson } from '../../../src/engine/report/to-json.ts'
import { runOf } from '../../helpers/compared-documents.ts'
import { expect, test } from '../lab-test.ts'
import { goTo, headline, runButton, show, verdict } from '../lab-page.ts'
import { look } from '../look.ts'
import { overflowing } from '../overflow.ts'

const QUICK = { variants: ['mutex'], set: { workers: '2', additions: '20000', trials: '3' } }

test('a run is kept, found, named, opened as recorded, deleted and brought back', async ({ lab }) => {
  const { page, complaints } = lab
  await show(page, QUICK)
  await runButton(page).click()
  await expect(page.getByText('Passed', { exact: true })).toBeVisible()
  const sentence = (await headline(page).textContent()) ?? ''

  await page.getByRole('link', { name: 'History' }).click()
  const row = page.getByRole('row', { name: /lost-update/ })
  await expect(row).toContainText(sentence)
  await row.click()
  await page.getByRole('textbox', { name: 'Name' }).fill('before the fix')
  await page.getByRole('textbox', { name: 'Note' }).fill('with two workers')
  await page.getByRole('button', { name: 'Pin', exact: true }).click()
  await expect(row).toContainText('pinned before the fix')

  await page.getByRole('searchbox', { name: 'Search' }).fill('mutx')
  await expect(page.getByText('No run matches ‘mutx’. Nearest: mutex.')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search' }).fill('FIX two')
  await expect(row).toBeVisible()
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(verdict(page)).toContainText('RECORDED')
  await expect(verdict(page)).toContainText('before the fix')
  await expect(headline(page)).toHaveText(sentence)
  await page.screenshot({ path: 'test-results/screens/lab-recorded.png' })
  await page.reload()
  await expect(verdict(page)).toContainText('RECORDED')

  await goTo(page, '#/history')
  await row.click()
  await page.getByRole('button', { name: 'Delete run' }).click()
  await expect(page.getByText('was deleted.')).toBeVisible()
  await expect(row).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toBeVisible()
  expect(complaints).toEqual([])
})

const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]

test('reports are taken in from files, marked, and compared on one scale', async ({ lab }) => {
  const { page, complaints } = lab
  await goTo(page, '#/history')
  const files = [1, 1.42].map((factor, index) => {
    const throughputs = STEADY.map(value => value * factor * 1000)
    const run = runOf(`${['before', 'after'][index] ?? ''}-1`, {
      'plain-increment': { throughputs: STEADY, lost: STEADY.map((_, trial) => (trial > 8 - 8 * index ? 3 : 0)) },
      mutex: { throughputs },
      'atomic-add': { throughputs: STEADY },
    })
    return { name: `${run.id}.json`, mimeType: 'application/json', buffer: Buffer.from(toJson(run)) }
  })
  const hostile = {
    name: 'no-run.html',
    mimeType: 'text/html',
    buffer: Buffer.from('<script>document.title = 1</script>'),
  }
  await page.getByLabel('Reports to import').setInputFiles([...files, hostile])
  await expect(page.getByText('2 runs taken in and marked as imported.')).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('no-run.html: error[BAD_IMPORT]')
  const rows = page.getByRole('row', { name: /imported/ })
  await expect(rows).toHaveCount(2)
  await page.screenshot({ path: 'test-results/screens/history-imported.png' })
  await page.getByRole('checkbox', { name: 'Compare before-1' }).check()
  await page.getByRole('checkbox', { name: 'Compare after-1' }).check()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('mutex: B is 1.42× as fast as A')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'lost was seen 80.0 points more often in B than in A',
  )
  await expect(page.getByRole('heading', { level: 1 })).toContainText('No difference of speed shown in plain-increment')
  await expect(page.getByRole('figure', { name: /^B as times A/ })).toBeVisible()
  await page.setViewportSize({ width: 1024, height: 640 })
  expect(await overflowing(page)).toEqual([])
  await page.setViewportSize({ width: 1024, height: 1700 })
  await look(lab, 'comparison')
  await page.getByRole('button', { name: 'Report' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Markdown/ }).click()
  expect((await download).suggestedFilename()).toBe('comparison-before-1.md')
  expect(complaints).toEqual([])
})
