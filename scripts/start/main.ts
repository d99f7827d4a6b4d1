import { openInProcess, version } from '../../src/host/engine-host.ts'
import { runCli } from '../../src/cli/run-cli.ts'
import { buildIfStale } from './build.ts'
import { findDesktop, openDesktop } from './desktop.ts'

/** `npm start`: the desktop window; where there can be none, the browser shell. Nobody meets a dead end. */
await buildIfStale()
const desktop = await findDesktop()
const why = 'why' in desktop ? desktop.why : await openDesktop(desktop.program)
if (why !== null) {
  console.log(`No desktop window: ${why}. The lab opens in a browser instead.`)
  process.exitCode = await runCli(['serve', '--open'], dataFolder => openInProcess({ dataFolder }), version())
}
