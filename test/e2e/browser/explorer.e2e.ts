import { replaySchema } from '../../../src/contract/replay.ts'
import { runInterleave } from '../../cli/run-interleave.ts'
import { expect, test } from '../lab-test.ts'
import { goTo } from '../lab-page.ts'
import { look } from '../look.ts'
import { overflowing } from '../overflow.ts'

test('every interleaving of a program is searched, and a level is solved, by keyboard alone', async ({
  lab: { page, complaints },
}) => {
  await goTo(page, '#/explorer/lost-update')
  await expect(page.getByRole('combobox', { name: 'experiment' })).toHaveValue('lost-update')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('2 is possible: 8 schedules')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Final values' })).toContainText('8+: impossible')

  // Real threads beside it, as many rounds as fit into a moment.
  await page.getByRole('button', { name: /rounds on real threads$/ }).click()
  const stop = page.getByRole('button', { name: 'Stop the rounds' })
  const someAreDone = page.getByText(/^[1-9].* of 100.000 rounds/)
  await expect(async () => {
    if (await someAreDone.isVisible()) await stop.click({ timeout: 500 })
    await expect(page.getByText(/on real threads came to is in the explored set/)).toBeVisible({ timeout: 500 })
  }).toPass()
  await lookAt('explorer-overlay')

  const level = page.getByRole('button', { name: /Make the counter end at 2\./ })
  await level.focus()
  await page.keyboard.press('Enter')
  const player = page.getByRole('region', { name: 'Step player' })
  await expect(player.getByText('goal', { exact: true })).toBeVisible()
  // The wrong way first: a thread at a time.
  await page.keyboard.press('1')
  await expect(player.getByRole('region', { name: 'Steps so far' })).toContainText('T1')
  await expect(player.getByText('lost 2 is still possible.')).toBeVisible()
  await page.keyboard.press('1')
  await expect(player.getByText('lost 2 is no longer possible since step 2.')).toBeVisible()
  await page.keyboard.press('1')
  await expect(player.getByRole('row', { name: 'lost 2 is no longer possible', exact: true })).toHaveCount(1)
  await lookAt('explorer-out-of-reach')
  for (const _ of [1, 2, 3]) await page.keyboard.press('u')
  await expect(player.getByText('lost 2 is still possible.')).toBeVisible()
  for (const key of '122221211112') await page.keyboard.press(key)
  await expect(player.getByText('Predict, then reveal')).toBeVisible()
  await lookAt('explorer-asking')
  await page.getByRole('button', { name: 'lost 2', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(player.getByRole('status')).toHaveText(/Solved with 4 preemptions, par 4\. As you predicted\./)
  await lookAt('explorer-solved')
  await expect(level).toContainText('solved with 4')
  await page.keyboard.press('r')
  await expect(player.getByRole('status')).toHaveText('')
  expect(complaints).toEqual([])

  async function lookAt(name: string): Promise<void> {
    expect(await overflowing(page), name).toEqual([])
    await look({ page }, name)
  }
})

test('a line plays in the page as on the terminal, a hundred times', async ({ lab: { page, complaints } }) => {
  const line = 'lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1'
  const { stdout } = await runInterleave(['explore', '--replay', line, '--json'])
  const { steps, end } = replaySchema.parse(JSON.parse(stdout))
  await goTo(page, `#/explorer?schedule=${encodeURIComponent(line)}`)
  const player = page.getByRole('region', { name: 'Step player' })
  await player.getByRole('checkbox', { name: /ask me before the last step/ }).uncheck()
  const taken = player.locator('td.taken')
  for (let time = 0; time < 100; time++) {
    await page.keyboard.press('r')
    await expect(taken).toHaveCount(0)
    await page.keyboard.press('e')
    await expect(player.getByText(`It ends at ${end?.name ?? ''} ${String(end?.value)}.`)).toBeVisible()
    // Beside the source's line.
    const texts = await taken.evaluateAll(cells =>
      cells.map(cell =>
        [...cell.childNodes]
          .map(node => (node.nodeType === Node.TEXT_NODE ? node.textContent : ''))
          .join('')
          .trim(),
      ),
    )
    expect(texts).toEqual(steps.map(({ text }) => text))
  }
  await expect(player.getByText(line, { exact: true })).toBeVisible()
  expect(complaints).toEqual([])
})
