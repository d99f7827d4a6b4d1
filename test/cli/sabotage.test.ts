import { describe, expect, it } from 'vitest'
import { runDocumentSchema, type RunDocument } from '../../src/contract/run-document.ts'
import { present } from '../helpers/present.ts'
import { contractTrouble } from './contract-trouble.ts'
import { runInterleave, SABOTAGED } from './run-interleave.ts'

interface Ended {
  readonly code: number | null
  readonly run: RunDocument
  readonly stderr: string
}

async function run(experiment: string, ...more: readonly string[]): Promise<Ended> {
  const line = ['run', experiment, '--workers', '2', '--set', 'additions=2000', '--set', 'warmUp=0', '--trials', '4']
  const { code, stdout, stderr } = await runInterleave([...line, ...more, '--json'], { entry: SABOTAGED })
  const document: unknown = JSON.parse(stdout)
  expect(contractTrouble(document)).toEqual([])
  return { code, run: runDocumentSchema.parse(document), stderr }
}

const ATOMIC_ADD = ['--variant', 'atomic-add']

function countOf({ run: { variants } }: Ended, outcome: string, variant = 'atomic-add'): number {
  const result = present(variants.find(candidate => candidate.variant === variant))
  return present(result.outcomes.find(({ name }) => name === outcome)).count
}

describe('a run of sabotaged kernels', () => {
  it('passes while nobody sabotages anything', async () => {
    const ended = await run('honest', ...ATOMIC_ADD)
    expect(ended).toMatchObject({ code: 0, run: { verdict: 'passed', state: 'completed' } })
    expect(countOf(ended, 'exact')).toBe(4)
  })

  it('fails with 1 when a variant that must be exact loses one addition', async () => {
    const ended = await run('loses-one', ...ATOMIC_ADD, '--variant', 'mutex')
    expect(ended).toMatchObject({ code: 1, run: { verdict: 'failed', state: 'completed' } })
    expect(ended.run.variants.map(({ variant, verdict }) => [variant, verdict])).toEqual([
      ['atomic-add', 'failed'],
      ['mutex', 'passed'],
    ])
    expect(countOf(ended, 'lost')).toBe(4)
    expect(countOf(ended, 'exact', 'mutex')).toBe(4)
    expect(ended.run.headline).toMatch(/atomic-add: lost in 4 of 4 trials/)
  })

  it('fails with 1 when a variant counts more than was added', async () => {
    const ended = await run('counts-one-too-many', ...ATOMIC_ADD)
    expect(ended).toMatchObject({ code: 1, run: { verdict: 'failed' } })
    expect(countOf(ended, 'above-ceiling')).toBe(4)
  })

  it('fails with 1 when even a broken variant falls below the floor', async () => {
    const ended = await run('falls-below-the-floor', '--variant', 'atomic-load-store')
    expect(ended).toMatchObject({ code: 1, run: { verdict: 'failed' } })
    expect(countOf(ended, 'below-floor', 'atomic-load-store')).toBe(4)
  })

  it('fails with 1 when work is missing, though every claimed addition is there', async () => {
    const ended = await run('skips-work', ...ATOMIC_ADD)
    expect(ended).toMatchObject({ code: 1, run: { verdict: 'failed' } })
    expect(countOf(ended, 'exact')).toBe(4)
    expect(ended.run.variants[0]?.checks).toMatchObject([{ name: 'operations-add-up', failures: 4 }])
    expect(ended.run.headline).toMatch(/operations-add-up failed in 4 of 4 trials/)
  })

  it('prints the failed verdict first, and marks it without colour', async () => {
    const line = ['run', 'loses-one', '--set', 'additions=10', '--trials', '1', ...ATOMIC_ADD]
    const { code, stdout } = await runInterleave(line, { entry: SABOTAGED })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Failed /)
    expect(stdout).toMatch(/^atomic-add.* ✗ 1\b/m)
  })

  it('ends with 5 when a kernel throws, keeping the trials before it and the reason in one line', async () => {
    const ended = await run('throws', ...ATOMIC_ADD)
    expect(ended).toMatchObject({ code: 5, run: { state: 'crashed', reason: { code: 'WORKER_FAILED' } } })
    const [variant] = ended.run.variants
    expect(variant?.trials.map(({ state, outcome }) => [state, outcome])).toEqual([
      ['completed', 'exact'],
      ['completed', 'exact'],
      ['crashed', null],
    ])
    expect(ended.run.reason?.message).toContain('the kernel broke')
    expect(ended.run.reason?.message).not.toMatch(/[\u0000-\u001f]/)
  })

  it('says why a run crashed where people read it', async () => {
    const { code, stdout, stderr } = await runInterleave(['run', 'throws', '--set', 'warmUp=0'], { entry: SABOTAGED })
    expect(code).toBe(5)
    expect(stdout).toMatch(/\bcrashed\b/)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('the kernel broke')
    expect(stdout + stderr).not.toMatch(/\n {4}at /)
  })

  it('ends with 4 when every trial hits its cap, without a grade for any', async () => {
    const ended = await run('never-ends', ...ATOMIC_ADD, '--time-cap', '0.2')
    expect(ended).toMatchObject({ code: 4, run: { state: 'timed-out', verdict: 'inconclusive' } })
    const [variant] = ended.run.variants
    expect(variant?.trials).toHaveLength(4)
    for (const trial of variant?.trials ?? []) {
      expect(trial).toMatchObject({ state: 'timed-out', outcome: null, reason: { code: 'TIME_CAP' } })
    }
    expect(variant?.outcomes.every(({ count }) => count === 0)).toBe(true)
  })

  it('ends with 4 when one trial hits its cap and the others pass', async () => {
    const ended = await run('hangs-once', ...ATOMIC_ADD, '--time-cap', '0.2')
    expect(ended).toMatchObject({ code: 4, run: { state: 'timed-out', verdict: 'passed' } })
    expect(countOf(ended, 'exact')).toBe(3)
  })

  it('ends with 5 before 1 when a trial fails and a later one crashes', async () => {
    expect(await run('loses-then-throws', ...ATOMIC_ADD)).toMatchObject({
      code: 5,
      run: { state: 'crashed', verdict: 'failed' },
    })
  })

  it('ends with 1 before 4 when a trial fails and a later one hits its cap', async () => {
    expect(await run('loses-then-hangs', ...ATOMIC_ADD, '--time-cap', '0.2')).toMatchObject({
      code: 1,
      run: { state: 'timed-out', verdict: 'failed' },
    })
  })

  it('names experiments of its own registry only', async () => {
    const { code, stderr } = await runInterleave(['run', 'lost-update'], { entry: SABOTAGED })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error\[UNKNOWN_EXPERIMENT\]: .*allowed: honest, loses-one/)
  })
})
