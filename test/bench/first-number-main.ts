import { writeSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import type { Lab } from '../../src/contract/lab.ts'
import { COMPILE_CACHE } from '../../src/node/compile-cache.ts'
import { FIRST_NUMBER, ONE_TRIAL } from './first-number.ts'

/** The command of src/cli/main.ts, with an ear at the lab: says on stderr when the first counted trial is done. */

// As the command does: it has to be there before the rest is imported.
enableCompileCache(COMPILE_CACHE)
const { openInProcess, version } = await import('../../src/host/engine-host.ts')
const { runCli } = await import('../../src/cli/run-cli.ts')

const STDERR = 2

function tellingFirstNumber(lab: Lab): Lab {
  let told = false
  return {
    ...lab,
    run: (request, observer) =>
      lab.run(request, {
        event(event) {
          if (event.kind === 'trial-finished' && !told) {
            told = true
            writeSync(STDERR, FIRST_NUMBER)
          }
          observer.event(event)
        },
        frame(frame) {
          observer.frame(frame)
        },
      }),
  }
}

process.exitCode = await runCli(ONE_TRIAL, dataFolder => tellingFirstNumber(openInProcess({ dataFolder })), version())
