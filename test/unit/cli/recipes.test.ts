import { experimentHere } from '../../helpers/experiment-here.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { LabError } from '../../../src/base/errors.ts'
import { sweepRequestSchema, type SweepRequest } from '../../../src/contract/sweep-request.ts'
import { createLab } from '../../../src/engine/index.ts'
import { planSweep, sweepId } from '../../../src/engine/run/sweep-plan.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { fakeMachine } from '../../helpers/fake-machine.ts'
import { FakeThreads } from '../../helpers/fake-threads.ts'
import { dataFolderOfTest } from '../../helpers/stored-runs.ts'

const RECIPES = new URL('../../../docs/recipes/', import.meta.url)
const PARTS = 8

/** The command lines in the fences of a recipe, each on one line. */
function linesIn(name: string): string[] {
  const text = readFileSync(new URL(name, RECIPES), 'utf8')
  return [...text.matchAll(/^```(?:sh|yaml)\n([^]*?)^```/gm)].flatMap(([, fence = '']) =>
    fence
      .replaceAll(/\\\n\s*/g, '') // a shell joins these
      .replaceAll(/\n\s*(?=--)/g, ' ') // folded YAML joins these
      .split('\n')
      .flatMap(line => /\bnpx interleave (.*)/.exec(line)?.[1] ?? []),
  )
}

/** What a shell makes of a line in the task of that number, from 1, as far as recipes need it. */
function wordsOf(line: string, task: number, folder: string): string[] {
  const values: readonly (readonly [RegExp, string])[] = [
    [/\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)/g, String(task)],
    [/\$JOB_COMPLETION_INDEX/g, String(task - 1)],
    [/\$SLURM_ARRAY_TASK_ID/g, String(task)],
    [/\$SLURM_ARRAY_TASK_COUNT/g, String(PARTS)],
    [/"\/?parts\//g, `"${folder}/`],
  ]
  const filled = values.reduce((text, [pattern, value]) => text.replaceAll(pattern, value), line)
  expect(filled).not.toContain('$')
  return [...filled.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

describe.each(readdirSync(RECIPES))('the recipe %s', name => {
  let told: string

  beforeEach(() => {
    told = ''
    const hear = (text: unknown): boolean => {
      told += String(text)
      return true
    }
    vi.spyOn(process.stderr, 'write').mockImplementation(hear)
    vi.spyOn(process.stdout, 'write').mockImplementation(hear)
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('has lines that the terminal takes, whose parts are those of one plan', async () => {
    const folder = dataFolderOfTest()
    const requests: SweepRequest[] = []
    const open = () => {
      const lab = createLab({
        threads: new FakeThreads(() => undefined),
        clock: new FakeClock(),
        machine: fakeMachine(),
      })
      return Object.assign(lab, {
        sweep: (request: unknown) => {
          requests.push(sweepRequestSchema.parse(request))
          return Promise.reject(new LabError('STOPPED', 'the test has what it wants'))
        },
      })
    }
    const [sweep = '', ...others] = linesIn(name)
    for (let task = 1; task <= PARTS; task += 1) await runCli(wordsOf(sweep, task, folder), open, '0.0.0')
    expect(requests.map(({ shard }) => shard)).toEqual(
      Array.from({ length: PARTS }, (_, at) => ({ index: at + 1, of: PARTS })),
    )
    // On machines of any size.
    const ids = requests.map((request, at) =>
      sweepId(planSweep(request, experimentHere(request.experiment), { cores: 2 + at }, at)),
    )
    expect(new Set(ids).size).toBe(1)
    expect(others).toHaveLength(1)
    const [history, imports, ...files] = wordsOf(others[0] ?? '', 1, folder)
    expect([history, imports]).toEqual(['history', 'import'])
    expect(files).toHaveLength(PARTS)
    expect(told).not.toContain('error[USAGE]')
  })
})
