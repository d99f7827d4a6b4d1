import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { LabError } from '../../base/errors.ts'
import { EXIT } from '../exit-codes.ts'
import type { Shell } from '../run-cli.ts'

/** The suite is part of the sources only: it needs the peers' programs and a compiler for them. */
const SUITE = fileURLToPath(new URL('../../../test/bench/main.ts', import.meta.url))

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface BenchOptions {
  readonly quick?: true
  readonly json?: true
}

/** `interleave bench`: the lab's primitives against those of other languages. */
export function benchCommand(_shell: Shell, setExitCode: (code: number) => void): Command {
  return new Command('bench')
    .description('measure the locks and queues against those of other languages, in a checkout')
    .option('--quick', 'all rows with fewer rounds and shorter loops, under 12 minutes')
    .option('--json', 'print the figures as one JSON document')
    .action(async ({ quick, json }: BenchOptions) => {
      if (!existsSync(SUITE)) {
        throw new LabError('USAGE', 'the benches are not part of this installation', {
          allowed: 'a checkout of the sources',
          suggestion: 'interleave doctor',
        })
      }
      const switches = [...(quick === true ? ['--quick'] : []), ...(json === true ? ['--json'] : [])]
      const child = spawn(process.execPath, [SUITE, ...switches], { stdio: 'inherit' })
      // Ctrl-C reaches both; whoever ends this process alone means the suite. It tidies up and says how it ended.
      for (const signal of SIGNALS) {
        process.on(signal, () => {
          child.kill(signal)
        })
      }
      await once(child, 'exit')
      setExitCode(child.exitCode ?? EXIT.signal)
    })
}
