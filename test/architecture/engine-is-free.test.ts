import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ENGINE = resolve(import.meta.dirname, '../../src/engine')

/** Type errors of a file that is planted in the engine's folder, in memory only, under the engine's own options. */
function errorsIn(source: string): readonly string[] {
  const planted = resolve(ENGINE, 'planted.ts')
  const tsconfig = resolve(ENGINE, 'tsconfig.json')
  const { options, errors } = ts.parseJsonSourceFileConfigFileContent(
    ts.readJsonConfigFile(tsconfig, path => ts.sys.readFile(path)),
    ts.sys,
    ENGINE,
  )
  expect(errors).toEqual([])

  const checkOnly = { ...options, composite: false, incremental: false, emitDeclarationOnly: false, noEmit: true }
  const onDisk = ts.createCompilerHost(checkOnly)
  const program = ts.createProgram([planted], checkOnly, {
    ...onDisk,
    fileExists: path => path === planted || onDisk.fileExists(path),
    getSourceFile: (path, version, ...rest) =>
      path === planted ? ts.createSourceFile(path, source, version) : onDisk.getSourceFile(path, version, ...rest),
  })
  return ts
    .getPreEmitDiagnostics(program)
    .filter(found => found.file?.fileName === planted)
    .map(found => ts.flattenDiagnosticMessageText(found.messageText, '\n'))
}

describe('the engine project', () => {
  it.each([
    'process.exit()',
    'document.title',
    'window.close()',
    'setTimeout(() => 1, 1)',
    'console.log(1)',
    'performance.now()',
    'new Worker("./x.ts")',
    'Buffer.alloc(1)',
    'import "node:fs"; export {}',
  ])('refuses %s', source => {
    expect(errorsIn(source)).not.toEqual([])
  })

  it('knows shared memory and disposal, and learns nothing of Node from the schema library', () => {
    const source = `
      import * as z from 'zod'
      export const schema = z.object({ count: z.number() })
      export const cell = new Int32Array(new SharedArrayBuffer(4))
      export const waiting = Atomics.waitAsync(cell, 0, 0, 1)
      export function leave() { using guard = { [Symbol.dispose]() { Atomics.pause() } }; return guard }
    `
    expect(errorsIn(source)).toEqual([])
    expect(errorsIn(`${source}\nprocess.exit()`)).toHaveLength(1)
  })
})
