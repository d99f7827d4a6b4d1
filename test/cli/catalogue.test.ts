import { describe, expect, it } from 'vitest'
import { catalogueSchema } from '../../src/contract/catalogue.ts'
import { doctorReportSchema } from '../../src/contract/doctor.ts'
import { present } from '../helpers/present.ts'
import { BIN, runInterleave } from './run-interleave.ts'

const VERSION = /^\d+\.\d+\.\d+\n$/

describe('interleave list', () => {
  it('prints a catalogue as JSON with every parameter, variant and preset', async () => {
    const { code, stdout, stderr } = await runInterleave(['list', '--json'])
    const document: unknown = JSON.parse(stdout)
    const catalogue = catalogueSchema.parse(document)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(catalogue).toEqual(document)
    expect(catalogue.schema).toBe('interleave.catalogue/1')

    const entry = present(catalogue.experiments.find(({ id }) => id === 'lost-update'))
    expect(entry.parameters.map(({ name }) => name).toSorted()).toEqual(
      [
        'workers',
        'trials',
        'warmUp',
        'stallAfter',
        'timeCap',
        'recording',
        'curve',
        'additions',
        'amplifier',
        'spinNanos',
      ].toSorted(),
    )
    for (const parameter of entry.parameters) {
      expect(parameter.help, parameter.name).not.toBe('')
      if (parameter.kind === 'choice') {
        expect(parameter.choices.map(({ name }) => name)).toContain(parameter.default)
      } else {
        expect(parameter.min).toBeLessThan(parameter.max)
        expect(parameter.default).toBeGreaterThanOrEqual(parameter.min)
        expect(parameter.default).toBeLessThanOrEqual(parameter.max)
      }
    }
    const ranges = new Map(entry.parameters.map(parameter => [parameter.name, parameter]))
    expect(ranges.get('workers')).toMatchObject({ min: 1, max: 64, common: true })
    expect(ranges.get('trials')).toMatchObject({ min: 1, max: 1000, default: 30 })
    expect(ranges.get('timeCap')).toMatchObject({ default: 10, unit: 's' })
    expect(ranges.get('additions')).toMatchObject({ min: 1, max: 10_000_000, default: 100_000, common: false })

    expect(entry.variants.map(({ variant }) => variant)).toEqual([
      'plain-increment',
      'plain-read-write',
      'atomic-load-store',
      'atomic-add',
      'mutex',
      'per-worker-sum',
    ])
    for (const { variant, source } of entry.variants) expect(source?.code, variant).toMatch(/\S/)
    expect(entry.presets).toMatchObject([
      { preset: '2x100000', label: '2 x 100 000', params: { workers: 2, additions: 100_000 }, variants: null },
      {
        preset: '4x50000',
        label: '4 x 50 000, broken and fixed',
        params: { workers: 4, additions: 50_000 },
        variants: ['atomic-load-store', 'mutex'],
      },
    ])
    for (const part of ['saw', 'why', 'likely', 'fix', 'cost']) {
      expect(Reflect.get(Object(entry.lesson), part), part).not.toBe('')
    }
  })

  it('prints the same for reading', async () => {
    const { code, stdout, stderr } = await runInterleave(['list'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^lost-update {2}Races\n/)
    expect(stdout).toMatch(/atomic-load-store {2}\S/)
    expect(stdout).toMatch(/additions +1 to 10000000 additions; default 100000: \S/)
    expect(stdout).toMatch(/amplifier +none \| yield \| spin; default none: \S/)
    expect(stdout).toMatch(/4x50000 +4 x 50 000, broken and fixed/)
  })
})

describe('interleave doctor', () => {
  it('prints its report as JSON', async () => {
    const { code, stdout, stderr } = await runInterleave(['doctor', '--json'])
    const document: unknown = JSON.parse(stdout)
    const report = doctorReportSchema.parse(document)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(report).toEqual(document)
    expect(report.defaultWorkers).toBe(Math.min(8, Math.max(2, report.machine.cores - 1)))
    expect(report.clockStepNanos).toBeGreaterThan(0)
    expect(report.plainAccesses.checks.map(({ name }) => name)).toEqual(['stores', 'loads'])
    expect(report.plainAccesses.kept).toBe(report.plainAccesses.checks.every(({ passed }) => passed))
    expect(report.versions.node).toBe(process.versions.node)
  })

  it('prints a line for each finding', async () => {
    const { code, stdout, stderr } = await runInterleave(['doctor'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const name of ['cores', 'memory', 'clock step', 'wasm threads', 'plain stores', 'Electron', 'Chromium']) {
      expect(stdout).toMatch(new RegExp(`^[ ✓!] ${name}`, 'm'))
    }
  })
})

describe('interleave', () => {
  it('prints its version', async () => {
    const { code, stdout, stderr } = await runInterleave(['--version'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(VERSION)
  })

  it('starts through the file that npx interleave starts', async () => {
    const { code, stdout, stderr } = await runInterleave(['--version'], { entry: BIN })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(VERSION)
  })

  it('passes exit codes on through that file', async () => {
    const { code, stdout, stderr } = await runInterleave(['run', 'lost-update', '--workers', '0'], { entry: BIN })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error\[BAD_VALUE\]: /)
  })

  it.each([{ args: [] }, { args: ['--help'] }])('shows its commands when started with "$args"', async ({ args }) => {
    const { code, stdout, stderr } = await runInterleave(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of ['list', 'run', 'doctor', 'bench'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
  })

  it('shows every option of run', async () => {
    const { code, stdout } = await runInterleave(['run', '--help'])
    expect(code).toBe(0)
    const options =
      '--variant --preset --set --workers --trials --seed --time-cap --primitives --out --no-save --json --quiet'
    for (const option of options.split(' ')) expect(stdout).toContain(`  ${option}`)
  })
})
