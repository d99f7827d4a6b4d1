import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { openDouble } from '../double/open-double.ts'
import { groupOf } from '../helpers/processes.ts'
import { listenTo, askForReport, readWhenWritten, type OpenedLab } from './opened-lab.ts'

/** Opens the built desktop program on the double of Electron. */
export async function openDoubleLab(browser: Browser): Promise<OpenedLab> {
  const complaints: string[] = []
  const double = await openDouble({
    browser,
    onPage: page => {
      listenTo(page, complaints)
    },
  })
  return {
    page: double.page,
    complaints,
    secondPage: () => double.newWindow(),
    hostPid: () => double.hostPid(),
    async exportJson(page: Page) {
      const path = join(mkdtempSync(join(tmpdir(), 'interleave-export-')), 'run.json')
      await askForReport(page, 'json')
      await double.saveTo(path)
      return readWhenWritten(path)
    },
    async quit() {
      const started = performance.now()
      const code = await double.close()
      return { code, millis: performance.now() - started }
    },
    processes: () => groupOf(double.pid),
  }
}
