import { test as base, type Browser } from '@playwright/test'
import { openBrowserLab } from './browser-lab.ts'
import { openDoubleLab } from './double-lab.ts'
import { electronProgram } from '../helpers/electron-program.ts'
import { openElectronLab } from './electron-lab.ts'
import type { LabOptions, ShellName } from '../helpers/lab-shells.ts'
import type { OpenedLab } from './opened-lab.ts'

export { expect } from '@playwright/test'

interface Fixtures {
  readonly lab: OpenedLab
}

interface WorkerFixtures {
  /** The Chromium that the pages of the browser shell are opened in. */
  readonly chromium: Browser
}

/** A lab, open in the shell of the project; ended after the test, however that went. */
export const test = base.extend<Fixtures & LabOptions, WorkerFixtures>({
  shell: ['browser', { option: true }],
  chromium: [
    async ({ playwright }, use) => {
      const program = process.env['LAB_CHROMIUM']
      const browser = await playwright.chromium.launch(program === undefined ? {} : { executablePath: program })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  lab: async ({ shell, chromium: browser }, use, info) => {
    info.skip(process.platform === 'win32', 'what is left of a shell is seen by ps and ended by signals')
    if (shell === 'electron') {
      const program = electronProgram()
      info.skip('why' in program, 'why' in program ? program.why : '')
    }
    const lab = await open(shell, browser)
    await use(lab)
    if (lab.processes().length > 0) await lab.quit()
  },
})

function open(shell: ShellName, browser: Browser): Promise<OpenedLab> {
  switch (shell) {
    case 'browser':
      return openBrowserLab(browser)
    case 'double':
      return openDoubleLab(browser)
    case 'electron':
      return openElectronLab()
  }
}
