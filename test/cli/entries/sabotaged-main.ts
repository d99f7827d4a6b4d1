import { runCli } from '../../../src/cli/run-cli.ts'
import { openInProcess, version } from '../../../src/host/engine-host.ts'
import { sabotagedExperiments } from './sabotaged-experiments.ts'

/** The program with experiments that go wrong on purpose. */
const workerFile = new URL('./sabotaged-worker-main.ts', import.meta.url)
process.exitCode = await runCli(
  process.argv.slice(2),
  () => openInProcess({ experiments: sabotagedExperiments, workerFile }),
  version(),
)
