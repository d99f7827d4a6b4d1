import { writeSync } from 'node:fs'
import { runCli } from '../../../src/cli/run-cli.ts'
import { openInProcess, version } from '../../../src/host/engine-host.ts'
import { announcingLab } from './announcing-lab.ts'

/** The program, telling on file descriptor 3 what happens in the lab, so that a test can meet it in mid-run. */
const openLab = () =>
  announcingLab(openInProcess(), announcement => {
    writeSync(3, announcement)
  })

process.exitCode = await runCli(process.argv.slice(2), openLab, version())
