import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron } from '@playwright/test'
import { electronProgram } from '../helpers/electron-program.ts'
import { childrenOf } from '../helpers/processes.ts'
import { listenTo, askForReport, readWhenWritten, type OpenedLab } from './opened-lab.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** Opens the lab in Electron itself, on the built files and with settings of its own. */
export async function openElectronLab(): Promise<OpenedLab> {
  const found = electronProgram()
  if ('why' in found) throw new Error(found.why)
  const userData = mkdtempSync(join(tmpdir(), 'interleave-electron-'))
  // Only root, as which containers run, needs to do without Chromium's sandbox.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: found.program,
    args: [...asRoot, `--user-data-dir=${userData}`, '.'],
    cwd: ROOT,
  })
  const complaints: string[] = []
  const page = await app.firstWindow()
  listenTo(page, complaints)
  const { pid } = app.process()
  const exited = new Promise<number | null>(done => {
    app.process().on('exit', done)
  })
  return {
    page,
    complaints,
    async secondPage() {
      const opened = app.waitForEvent('window')
      await app.evaluate(({ Menu }) => {
        const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
        items.find(({ label }) => label === 'New window')?.click()
      })
      const second = await opened
      listenTo(second, complaints)
      return second
    },
    async exportJson(from) {
      const path = join(userData, 'export', 'run.json')
      mkdirSync(join(userData, 'export'), { recursive: true })
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, path)
      await askForReport(from, 'json')
      const text = await readWhenWritten(path)
      rmSync(path)
      return text
    },
    hostPid: () =>
      app.evaluate(({ app: electron }) => {
        const host = electron
          .getAppMetrics()
          .find(({ type, name }) => type === 'Utility' && name === 'Interleave engine host')
        if (host === undefined) throw new Error('there is no engine host')
        return host.pid
      }),
    async quit() {
      const started = performance.now()
      await app.evaluate(({ app: electron }) => {
        electron.quit()
      })
      return { code: await exited, millis: performance.now() - started }
    },
    processes: () => childrenOf(pid),
  }
}
