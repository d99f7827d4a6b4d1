import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { ROOT } from './checkout.ts'

const eslint = new ESLint({ cwd: ROOT })

/** The rules that an existing file would break if this were its text. */
async function brokenRules(filePath: string, text: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(`${text}\nexport {}\n`, { filePath })
  return result?.messages.map(message => message.ruleId) ?? []
}

const LOAD = 'Atomics.load(new Int32Array(4), 0)'
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
    ['src/engine/memory/layout.ts', 'Promise.resolve()', '@typescript-eslint/no-floating-promises'],
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
