import { writeSync } from 'node:fs'
import { runCli } from '../../src/cli/run-cli.ts'
import type { Lab } from '../../src/contract/lab.ts'
import { openInProcess, version } from '../../src/host/engine-host.ts'
import { FIRST_NUMBER, ONE_TRIAL } from './first-number.ts'

/** The command of src/cli/main.ts, with an ear at the lab: says on stderr when the first counted trial is done. */

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
