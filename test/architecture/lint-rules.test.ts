import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ROOT } from './checkout.ts'

const eslint = new ESLint({ cwd: ROOT })

/** The rules that an existing file would break if this were its text. */
async function brokenRules(filePath: string, text: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(`${text}\nexport {}\n`, { filePath })
  return result?.messages.map(message => message.ruleId) ?? []
}

const LOAD = 'Atomics.load(new Int32Array(4), 0)'
const FORGOTTEN_IN_VUE = '<script setup lang="ts">Promise.resolve()</script>'
const ALLOCATE = 'new SharedArrayBuffer(4)'

describe('the house rules', () => {
  it.each([
    ['src/engine/memory/layout.ts', LOAD, 'no-restricted-globals'],
    ['src/engine/memory/layout.ts', `globalThis.${LOAD}`, 'no-restricted-globals'],
    ['src/engine/memory/layout.ts', 'Date.now()', 'no-restricted-globals'],
    ['src/engine/sync/mutex.ts', 'Date.now()', 'no-restricted-globals'],
    ['src/engine/memory/layout.ts', 'Math.random()', 'no-restricted-properties'],
    ['src/engine/memory/layout.ts', ALLOCATE, 'no-restricted-syntax'],
    [
      'src/engine/memory/layout.ts',
      'new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })',
      'no-restricted-syntax',
    ],
    ['src/engine/memory/layout.ts', "export * from './cells.ts'", 'no-restricted-syntax'],
    ['src/engine/memory/layout.ts', 'export default 1', 'no-restricted-syntax'],
    ['src/engine/memory/layout.ts', 'Number("1") as 1', '@typescript-eslint/consistent-type-assertions'],
    ['src/base/text.ts', 'Number("1") as 1', 'house/assertions-need-a-reason'],
    ['src/renderer/app/App.vue', FORGOTTEN_IN_VUE, '@typescript-eslint/no-floating-promises'],
    ['src/engine/memory/layout.ts', '[1][0]!.toFixed()', '@typescript-eslint/no-non-null-assertion'],
    ['src/engine/memory/layout.ts', 'const x: any = 1', '@typescript-eslint/no-explicit-any'],
  ])('stop, in %s, %s', async (path, text, rule) => {
    expect(await brokenRules(path, text)).toContain(rule)
  })

  it.each([
    ['src/engine/memory/atomics.ts', LOAD],
    ['src/engine/sync/mutex.ts', LOAD],
    ['src/engine/pool/start-line.ts', LOAD],
    ['src/engine/memory/region.ts', `export const buffer = ${ALLOCATE}`],
    ['src/base/text.ts', '// The number one is a 1.\nexport const one = Number("1") as 1'],
    ['src/engine/memory/layout.ts', 'export const pair = [1, 2] as const'],
  ])('allow, in %s, %s', async (path, text) => {
    expect(await brokenRules(path, text)).toEqual([])
  })
})

/** typescript-eslint has it since 8.73, oxlint not yet. */
const ONLY_IN_COMPONENTS = ['no-unsafe-class-instance-assignment']

type Setting = readonly [rule: string, options: readonly unknown[]]

/** What a linter's configuration demands, without how each of the two spells that. */
function demanded(rules: Readonly<Record<string, unknown>>): Setting[] {
  return Object.entries(rules).flatMap(([name, setting]): Setting[] => {
    const [severity, ...options] = [setting].flat()
    if (severity === 0 || severity === 'off' || severity === 'allow') return []
    return [[name.replace(/^@?typescript(-eslint)?\//, ''), options.filter(option => !isDeepStrictEqual(option, {}))]]
  })
}

const rulesSchema = z.object({ rules: z.record(z.string(), z.unknown()) })

describe('the rules about types', () => {
  function oxlint(...args: readonly string[]): { status: number | null; stdout: string } {
    return spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    })
  }

  it('are held by oxlint outside of components', () => {
    const { status, stdout } = oxlint('test/architecture/planted/floating-promise.ts')
    expect(stdout).toContain('typescript(no-floating-promises)')
    expect(status).toBe(1)
  })

  it('are the same in components and outside', async () => {
    const inComponents = rulesSchema.parse(await eslint.calculateConfigForFile('src/renderer/app/App.vue'))
    const inModules = rulesSchema.parse(await eslint.calculateConfigForFile('src/engine/memory/layout.ts'))
    const elsewhere = new Set(demanded(inModules.rules).map(([rule]) => rule))
    const aboutTypes = demanded(
      Object.fromEntries(Object.entries(inComponents.rules).filter(([rule]) => rule.startsWith('@typescript-eslint/'))),
    ).filter(([rule]) => !elsewhere.has(rule) && !ONLY_IN_COMPONENTS.includes(rule))
    const byOxlint = demanded(rulesSchema.parse(JSON.parse(oxlint('--print-config').stdout)).rules)
    expect(new Map(byOxlint)).toEqual(new Map(aboutTypes))
  })
})
