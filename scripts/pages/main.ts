import { spawnSync } from 'node:child_process'
import { electronProgram } from '../../test/helpers/electron-program.ts'
import { buildIfStale } from '../start/build.ts'
import { obtainChromium, playwrightCli } from './chromium.ts'

/**
 * The page tests, in the Chromium that is there; where none is, one is fetched. Where none can be had they are skipped
 * with a reason, which in CI is a failure.
 */
const chromium = obtainChromium()
if ('why' in chromium) {
  console.log(`Page tests skipped: there is no Chromium here, and none could be fetched (${chromium.why}).`)
  process.exitCode = process.env['CI'] === undefined ? 0 : 1
} else {
  console.log(`Page tests run in ${chromium.detail}.`)
  const electron = electronProgram()
  if ('why' in electron) console.log(`The tests in Electron itself are skipped. ${electron.why}.`)
  await buildIfStale()
  const { status } = spawnSync(process.execPath, [playwrightCli(), 'test', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      LAB_CHROMIUM: chromium.program,
      ...(process.argv.includes('--project=measure') ? { LAB_MEASURE: '1' } : {}),
    },
  })
  process.exitCode = status ?? 1
}
