import { test as base, type Browser } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium, openDouble, type Double, type DoubleOptions } from './open-double.ts'

export { expect } from '@playwright/test'

interface Fixtures {
  /** The program's own folder; each test has its own. */
  readonly folder: string
  /** Starts the program on the double; whatever of it is left after the test is ended. */
  readonly open: (options?: DoubleOptions) => Promise<Double>
}

interface WorkerFixtures {
  readonly chromium: Browser
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  chromium: [
    async ({ playwright }, use) => {
      const browser = await launchChromium(playwright.chromium)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  folder: async ({ chromium: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'interleave-desktop-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  open: async ({ chromium, folder }, use, info) => {
    info.skip(process.platform === 'win32', 'the double ends its processes by signals')
    const opened: Double[] = []
    await use(async options => {
      const lab = await openDouble({ browser: chromium, userData: folder, ...options })
      opened.push(lab)
      return lab
    })
    for (const lab of opened) {
      await lab.close()
      lab.kill()
    }
  },
})
