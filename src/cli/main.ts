import { openInProcess, version } from '../host/engine-host.ts'
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), () => openInProcess(), version())
