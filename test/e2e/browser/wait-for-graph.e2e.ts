import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { DeskEvent, DeskSnapshot } from '../../../src/contract/desk-wire.ts'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import { crowd, deadlockOf, forks, mixture, philosophers, seated } from '../../helpers/wait-records.ts'
import { waitsDocument, waitsPlan, waitsSnapshot } from '../../helpers/waits-run.ts'
import { openBrowserLab, type BrowserLab } from '../browser-lab.ts'
import { ALONE } from '../../helpers/alone.ts'
import { expect, test } from '../lab-test.ts'
import { goTo, runButton, verdict } from '../lab-page.ts'
import { SCREENS, THEMES } from '../look.ts'
import { overflowing } from '../overflow.ts'

/** A desk in the test's own hands at the other end of the page's socket: it says what a run would tell. */
class Desk {
  readonly calls: string[] = []
  #tell: ((text: string) => void) | null = null

  async open(page: Page, snapshot: DeskSnapshot): Promise<void> {
    await page.routeWebSocket(/\/ws$/, socket => {
      this.#tell = text => {
        socket.send(text)
      }
      socket.onMessage(message => {
        const call: unknown = JSON.parse(String(message))
        if (!isCall(call)) return
        this.calls.push(call.m)
        const value = call.m === 'attach' ? snapshot : null
        if (call.i !== undefined) socket.send(JSON.stringify({ t: 's', i: call.i, r: { ok: true, value } }))
      })
    })
    await page.reload()
  }

  say(...events: readonly DeskEvent[]): void {
    this.#tell?.(JSON.stringify({ t: 'q', m: 'events', a: [events] }))
  }
}

function isCall(message: unknown): message is { readonly m: string; readonly i?: string } {
  return typeof message === 'object' && message !== null && 'm' in message && typeof message.m === 'string'
}

const figure = (page: Page) => page.getByRole('region', { name: 'Who waits for whom' })

const RUNS: Readonly<Record<string, () => RunDocument>> = {
  '2-philosophers': () => runOf(2),
  '5-philosophers': () => runOf(5),
  '16-philosophers': () => runOf(16),
  '64-workers-256-locks': () => {
    const { resources, sample } = crowd()
    return waitsDocument(waitsPlan(64, 'end'), [{ trial: 0, resources, samples: [sample], dropped: 214 }], [])
  },
  'everything-that-is-waited-for': () => {
    const { resources, sample } = mixture()
    return waitsDocument(waitsPlan(6, 'end'), [{ trial: 0, resources, samples: [sample], dropped: 0 }], [], 3)
  },
}

function runOf(count: number): RunDocument {
  const records = [philosophers(count), philosophers(count, 1)]
  return waitsDocument(waitsPlan(count, 'end'), records, [deadlockOf(count), deadlockOf(count, 1)])
}

/** In all themes; the others differ from these in numbers only. */
const LOOKED_AT = ['16-philosophers', 'everything-that-is-waited-for']

test.describe('the graph', () => {
  let lab: BrowserLab
  test.beforeAll(async ({ chromium }) => {
    lab = await openBrowserLab(chromium)
  })
  test.afterAll(() => lab.quit())

  for (const [name, run] of Object.entries(RUNS)) {
    test(`is drawn and accessible: ${name}`, async () => {
      const page = await lab.freshPage({})
      try {
        await new Desk().open(page, waitsSnapshot({ last: run() }))
        await lookAt(page, name)
        expect(lab.complaints).toEqual([])
      } finally {
        await page.context().close()
      }
    })
  }
})

async function lookAt(page: Page, name: string): Promise<void> {
  await expect(figure(page).getByRole('group')).toBeVisible()
  await page.getByRole('tab', { name: 'Code' }).click()
  // So that all of it is on the picture.
  await page.setViewportSize({ width: 1440, height: 1300 })
  for (const { theme, colorScheme, contrast } of THEMES.slice(0, LOOKED_AT.includes(name) ? undefined : 1)) {
    await page.emulateMedia({ colorScheme, contrast })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    const axe = new AxeBuilder({ page }).setLegacyMode()
    // What a theme changes are colours.
    const { violations } = await (theme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    await page.screenshot({ path: `${SCREENS}/waits-${name}-${theme}.png` })
  }
  expect(await overflowing(page)).toEqual([])
}

test('the graph follows a run, a proved deadlock stands in the verdict’s place and is released', async ({ lab }) => {
  const { page } = lab
  const desk = new Desk()
  await desk.open(page, waitsSnapshot())
  const plan = waitsPlan(5, 'stand')
  const { runId } = plan
  const look = { kind: 'waits-changed', runId, arm: 0, trial: 0, resources: forks(5) } as const
  await expect(page.getByText('Not run yet.').first()).toBeVisible()
  desk.say({ kind: 'run-started', runId, plan }, { ...look, sample: seated(5, 3) })
  await expect(figure(page)).toContainText('waits seen, not proved')
  await page.screenshot({ path: `${SCREENS}/waits-live.png` })
  desk.say(
    { ...look, sample: seated(5, 5, { cycles: [[0, 1, 2, 3, 4]] }) },
    { kind: 'deadlock-proved', runId, arm: 0, finding: deadlockOf(5) },
  )
  await expect(page.getByRole('heading', { name: 'All 5 workers wait for each other' })).toBeVisible()
  await expect(figure(page).getByRole('group')).toHaveAccessibleName(/^Deadlock, proved: T1 -> fork 2 -> T2/)
  await page.screenshot({ path: `${SCREENS}/waits-standing.png` })
  await page.getByRole('button', { name: 'Release a victim' }).click()
  await expect.poll(() => desk.calls).toContain('release')
})

/** Of a deadlock on real threads: from its last wait to the picture of its circle, at most. */
const ON_THE_PAGE_MILLIS = 100
const DEADLOCKS = 5

test(
  'a deadlock of real threads is on the page at once, stays, and lets go',
  ALONE,
  async ({ lab }, { annotations }) => {
    const { page, complaints } = lab
    await page.addInitScript(watchForDeadlocks)
    await page.reload()
    await expect(runButton(page)).toBeEnabled()
    await goTo(page, '#/lab/lock-order?v=naive&p.after=stand&p.trials=1&p.warmUp=0')
    await expect(page.getByRole('heading', { name: 'Every transfer locks two accounts' })).toBeVisible()
    const took: number[] = []
    for (let n = 0; n < DEADLOCKS; n++) {
      await expect(runButton(page)).toBeEnabled()
      await page.evaluate(() => {
        document.documentElement.dataset['deadlock'] = ''
      })
      await runButton(page).click()
      await expect(figure(page).getByRole('group')).toHaveAccessibleName(/^Deadlock, proved: T1 -> account 2 -> T2/)
      await expect(page.locator('html')).toHaveAttribute('data-deadlock', /ms$/)
      took.push(Number.parseFloat((await page.locator('html').getAttribute('data-deadlock')) ?? ''))
      await verdict(page)
        .getByRole('button', { name: n === 0 ? 'Release a victim' : 'Stop', exact: true })
        .click()
    }
    const told = took.map(millis => millis.toFixed(1)).join(', ')
    annotations.push({ type: 'measured', description: `ms from the last wait to the picture: ${told}` })
    expect(took.toSorted((a, b) => a - b)[DEADLOCKS >> 1], told).toBeLessThan(ON_THE_PAGE_MILLIS)
    expect(complaints).toEqual([])
  },
)

/**
 * Runs in the page: leaves at its root how long it took from the last wait of a deadlock to its picture. The first part, up
 * to the proof, is the engine's own upper bound; the rest runs from the message's arrival to the frame after the change.
 */
function watchForDeadlocks(): void {
  let arrivedMillis = 0
  let withinMillis = 0
  const Socket = globalThis.WebSocket
  globalThis.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => {
        const text = String(data)
        if (!text.includes('"deadlock-proved"')) return
        arrivedMillis = performance.now()
        withinMillis = Number(/"withinMillis":([\d.]+)/.exec(text)?.[1])
      })
    }
  }
  new MutationObserver(() => {
    const drawn = document.querySelector('svg[aria-label^="Deadlock, proved"]')
    if (drawn === null || arrivedMillis === 0) return
    const since = arrivedMillis
    arrivedMillis = 0
    requestAnimationFrame(() => {
      document.documentElement.dataset['deadlock'] = `${String(withinMillis + performance.now() - since)} ms`
    })
  }).observe(document, { subtree: true, childList: true, attributes: true })
}
