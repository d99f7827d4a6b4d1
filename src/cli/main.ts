import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// The same cache that workers start from; it has to be there before the rest is imported.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node-compile-cache', import.meta.url)))
const { openInProcess, version } = await import('../host/engine-host.ts')
const { runCli } = await import('./run-cli.ts')

process.exitCode = await runCli(
  process.argv.slice(2),
  dataFolder => openInProcess({ dataFolder, modelFiles: true }),
  version(),
)
