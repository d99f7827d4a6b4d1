import os from 'node:os'
import { describe, expect, it } from 'vitest'
import { runDocumentSchema, type RunDocument } from '../../src/contract/run-document.ts'
import { contractTrouble } from './contract-trouble.ts'
import { runInterleave, startInterleave, ANNOUNCING } from './run-interleave.ts'

async function run(...more: readonly string[]): Promise<RunDocument> {
  const { code, stdout } = await runInterleave(['run', 'lost-update', '--set', 'warmUp=0', ...more, '--json'])
  expect(code).toBe(0)
  const document: unknown = JSON.parse(stdout)
  expect(contractTrouble(document)).toEqual([])
  return runDocumentSchema.parse(document)
}

function variantsOf({ variants }: RunDocument): string[] {
  return variants.map(({ variant }) => variant)
}

const ALL = ['plain-increment', 'plain-read-write', 'atomic-load-store', 'atomic-add', 'mutex', 'per-worker-sum']

describe('interleave run', () => {
  it('takes workers and additions from the preset 2x100000, for all variants', async () => {
    const result = await run('--preset', '2x100000', '--trials', '1')
    expect(variantsOf(result)).toEqual(ALL)
    for (const { params } of result.variants)
      expect(params).toMatchObject({ workers: 2, additions: 100_000, trials: 1 })
  })

  it('runs the two variants of the preset 4x50000 and no others', async () => {
    const result = await run('--preset', '4x50000', '--trials', '1')
    expect(variantsOf(result)).toEqual(['atomic-load-store', 'mutex'])
    for (const { params } of result.variants) expect(params).toMatchObject({ workers: 4, additions: 50_000 })
  })

  it('lets --set and --variant win over a preset', async () => {
    const line = ['--preset', '4x50000', '--set', 'additions=10', '--workers', '2', '--trials', '1']
    const result = await run(...line, '--variant', 'atomic-add')
    expect(variantsOf(result)).toEqual(['atomic-add'])
    expect(result.variants[0]?.params).toMatchObject({ workers: 2, additions: 10 })
  })

  it('runs the variants that are named, once each, in the order of the catalogue', async () => {
    const result = await run(...['mutex', 'atomic-add', 'mutex'].flatMap(name => ['--variant', name]), '--trials', '1')
    expect(variantsOf(result)).toEqual(['atomic-add', 'mutex'])
  })

  it('takes parameters from --set and from the options that are short for it', async () => {
    const options = ['--workers', '3', '--time-cap', '0.5', '--set', 'amplifier=yield', '--set', 'additions=20']
    const result = await run('--variant', 'atomic-load-store', '--trials', '2', ...options)
    expect(result.variants[0]?.params).toMatchObject({ workers: 3, timeCap: 0.5, amplifier: 'yield', additions: 20 })
    expect(result.variants[0]?.trials).toHaveLength(2)
  })

  it('takes a flag without a value as often as it is given', async () => {
    const flags = ['--json', '--json', '--quiet', '--quiet', '--no-save', '--no-save']
    expect((await run('--variant', 'mutex', '--set', 'additions=1', '--trials', '1', ...flags)).state).toBe('completed')
  })

  it('is exact with one worker, whatever the variant', async () => {
    const result = await run('--workers', '1', '--set', 'additions=1000', '--trials', '2')
    for (const { outcomes, axis } of result.variants) {
      expect(outcomes[0]).toMatchObject({ name: 'exact', count: 2 })
      expect(axis).toMatchObject({ floor: 1000, ceiling: 1000 })
    }
  })

  it('plans the same order of trials for the same seed, and another for another', async () => {
    const orderOf = async (seed: string): Promise<readonly string[]> => {
      const line = ['run', 'lost-update', '--set', 'additions=1', '--trials', '3', '--seed', seed, '--json']
      const started = startInterleave(line, { entry: ANNOUNCING })
      const { stdout } = await started.finished
      expect(runDocumentSchema.parse(JSON.parse(stdout)).seed).toBe(Number(seed))
      // Whether there is something to calibrate depends on how long the machine took.
      return started.announced.split('\n').filter(line => line.startsWith('trial-finished'))
    }
    const [first, again, other] = [await orderOf('7'), await orderOf('7'), await orderOf('8')]
    expect(first).toEqual(again)
    expect(first).not.toEqual(other)
    expect(first).toHaveLength(ALL.length * 3)
  })

  it.each(['webassembly', 'javascript'] as const)('runs the locks as %s, exactly, and says so', async form => {
    const line = ['--variant', 'mutex', '--set', 'additions=1000', '--trials', '2']
    const { primitives, variants } = await run(...line, '--primitives', form)
    expect(primitives).toBe(form)
    expect(variants[0]?.outcomes[0]).toMatchObject({ name: 'exact', count: 2 })
  })

  it('draws a seed of its own when none is given', async () => {
    const line = ['--variant', 'per-worker-sum', '--set', 'additions=1', '--trials', '1']
    expect((await run(...line)).seed).not.toBe((await run(...line)).seed)
  })

  it('prints the verdict and nothing else with --quiet', async () => {
    const { code, stdout, stderr } = await runInterleave(['run', 'lost-update', '--trials', '2', '--quiet'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Passed {2}lost-update · /)
    expect(stdout).not.toMatch(/outcomes, trials|throughput|warning|│/)
  })

  it('writes no warnings beside --json with --quiet, but keeps them in the document', async () => {
    const line = [
      'run',
      'lost-update',
      '--variant',
      'mutex',
      '--set',
      'additions=1',
      '--trials',
      '1',
      '--json',
      '--quiet',
    ]
    const { code, stdout, stderr } = await runInterleave(line)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(runDocumentSchema.parse(JSON.parse(stdout)).warnings).not.toEqual([])
  })

  it('tells warnings on stderr beside --json', async () => {
    const line = ['run', 'lost-update', '--variant', 'mutex', '--set', 'additions=1', '--trials', '1', '--json']
    const { stdout, stderr } = await runInterleave(line)
    const { warnings } = runDocumentSchema.parse(JSON.parse(stdout))
    expect(stderr).toBe(warnings.map(({ code, message }) => `warning[${code}]: ${message}\n`).join(''))
  })

  it('accepts --no-save, which changes nothing in the result', async () => {
    const line = ['--variant', 'mutex', '--set', 'additions=1', '--trials', '1', '--seed', '1']
    const [kept, unsaved] = [await run(...line), await run(...line, '--no-save')]
    expect(Object.keys(unsaved)).toEqual(Object.keys(kept))
    const fixed = ({ state, verdict, headline, variants }: RunDocument) =>
      [state, verdict, headline, variants.map(({ params, outcomes }) => ({ params, outcomes }))] as const
    expect(fixed(unsaved)).toEqual(fixed(kept))
  })

  it('completes with 64 workers on few cores, and warns that they share them', async context => {
    context.skip(os.availableParallelism() >= 64, 'this machine has a core for each of 64 workers')
    const line = ['--variant', 'atomic-add', '--variant', 'mutex', '--set', 'additions=200', '--trials', '2']
    const result = await run('--workers', '64', ...line)
    expect(result).toMatchObject({ state: 'completed', verdict: 'passed' })
    expect(result.warnings.map(({ code }) => code)).toContain('oversubscribed')
    expect(result.warnings[0]?.message).toMatch(/^64 workers share \d+ cores?: /)
    for (const { trials } of result.variants) {
      expect(trials.map(({ operations }) => operations)).toEqual([12_800, 12_800])
    }
  })

  it('says nothing of oversubscription while there are cores enough', async () => {
    const result = await run('--workers', '1', '--set', 'additions=10', '--trials', '1')
    expect(result.warnings.map(({ code }) => code)).not.toContain('oversubscribed')
  })
})
