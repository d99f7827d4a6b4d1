import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError } from '../../../src/base/errors.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { FIRST_NUMBER, ONE_TRIAL } from '../first-number.ts'
import type { Contest, Sample, Side } from '../criterion.ts'
import type { OneContest, OpenContest } from '../one-contest.ts'
import { millisOf } from '../wording.ts'

const CHILD = fileURLToPath(new URL('../first-number-main.ts', import.meta.url))
const CLI = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

/** How long somebody waits who types a command into a terminal. */
export function coldStartRows(): readonly OneContest[] {
  return [
    {
      name: 'cold start to the first number',
      base: '1 ms',
      must: { at: 'most', value: 600 },
      goal: { at: 'most', value: 300 },
      note: 'milliseconds from starting a Node process to the first counted trial of `run lost-update` on 2 workers, after one warm-up trial of each of its variants; files are in the system’s cache',
      whyMissed:
        'about half of the time goes into loading the command’s modules, which are many and small, and a third into starting the workers, which load some of them again',
      turns: 1,
      ratioOf: subject => subject,
      absolute: millisOf('first number after', null),
      open: () => inDataFolder(env => ({ subject: () => firstNumber(env), base: oneMilli })),
    },
    {
      name: 'whole command, one trial of each variant',
      base: 'a Node process that does nothing',
      must: null,
      goal: null,
      note: 'wall time of `run lost-update --workers 2 --trials 1 --json` from start to exit',
      whyMissed: '',
      turns: 1,
      ratioOf: (subject, base) => subject / base,
      absolute: millisOf('command', 'empty process'),
      open: () =>
        inDataFolder(env => ({
          subject: () => timeProcess([CLI, ...ONE_TRIAL], env),
          base: () => timeProcess(['--eval', ''], env),
        })),
    },
  ]
}

const oneMilli: Side = () => Promise.resolve({ millis: 1, counted: null })

/** The runs are kept as anybody's are, but in no history of anybody's. */
function inDataFolder(contest: (env: NodeJS.ProcessEnv) => Contest): Promise<OpenContest> {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-bench-'))
  return Promise.resolve({
    ...contest({ ...process.env, INTERLEAVE_DATA_DIR: folder }),
    close() {
      rmSync(folder, { recursive: true, force: true })
      return Promise.resolve()
    },
  })
}

async function timeProcess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Sample> {
  const started = nodeClock.nowMillis()
  const child = spawn(process.execPath, args, { stdio: 'ignore', env })
  await endOf(child)
  return { millis: nodeClock.nowMillis() - started, counted: null }
}

/** From starting a process to the first counted trial of its run. */
export async function firstNumber(env: NodeJS.ProcessEnv): Promise<Sample> {
  const started = nodeClock.nowMillis()
  const child = spawn(process.execPath, [CHILD], { stdio: ['ignore', 'ignore', 'pipe'], env })
  const told: { text: string; atMillis: number }[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.push({ text, atMillis: nodeClock.nowMillis() })
  })
  await endOf(child)
  const [first] = told
  if (first?.text.startsWith(FIRST_NUMBER) !== true) {
    throw new LabError('INTERNAL', `the cold start began with ${first?.text ?? 'no word'}`)
  }
  return { millis: first.atMillis - started, counted: null }
}

async function endOf(child: ReturnType<typeof spawn>): Promise<void> {
  await once(child, 'close')
  const code = child.exitCode
  if (code !== 0) throw new LabError('INTERNAL', `a process of the cold start ended with ${String(code)}`)
}
