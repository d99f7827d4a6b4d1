import { existsSync, openSync, closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { PROGRAM, runInterleave, start, startInterleave } from './run-interleave.ts'
import { temporaryFolder } from './temporary-folder.ts'

const SHORT = ['run', 'lost-update', '--set', 'additions=100', '--trials', '2']
const COMMANDS = [['list'], ['doctor'], SHORT, [...SHORT, '--json', '--quiet']]
const ESCAPE = '\u001b'

describe('standard output', () => {
  it.each(COMMANDS.map(args => ({ args })))('may be closed early, which ends $args quietly', async ({ args }) => {
    const started = startInterleave(args)
    started.closeStdout()
    const { code, signal, stderr } = await started.finished
    expect({ signal, stderr }).toEqual({ signal: null, stderr: '' })
    expect([0, 3]).toContain(code)
    expect(started.somethingLeft).toBe(false)
  })

  it('may be read by somebody who wants the first line only', async () => {
    const line = [process.execPath, fileURLToPath(PROGRAM), ...SHORT]
    const { stdout, stderr } = await start('sh', ['-c', '"$@" | head -n 1', 'sh', ...line]).finished
    expect(stdout).toMatch(/^Passed .*\n$/)
    expect(stderr).toBe('')
  })

  it('may be closed from the start', async () => {
    const line = [process.execPath, fileURLToPath(PROGRAM), 'list']
    const { code, stderr } = await start('sh', ['-c', 'exec "$@" >&-', 'sh', ...line]).finished
    expect(stderr).toBe('')
    expect([0, 3]).toContain(code)
  })

  it('may be a file', async () => {
    const path = join(await temporaryFolder(), 'out.json')
    const file = openSync(path, 'wx')
    const { code } = await runInterleave([...SHORT, '--json'], { stdout: file })
    closeSync(file)
    expect(code).toBe(0)
    const text = await readFile(path, 'utf8')
    expect(runDocumentSchema.parse(JSON.parse(text)).state).toBe('completed')
    expect(text.endsWith('}\n')).toBe(true)
  })

  it.skipIf(!existsSync('/dev/full')).each([{ args: ['list'] }, { args: ['doctor', '--json'] }, { args: SHORT }])(
    'on a disk that is full ends $args with 3 and one error, not with a stack trace',
    async ({ args }) => {
      const full = openSync('/dev/full', 'w')
      onTestFinished(() => {
        closeSync(full)
      })
      const { code, stderr } = await runInterleave(args, { stdout: full })
      expect(refusalTrouble(stderr, 'OUTPUT_TARGET', 'standard output')).toEqual([])
      expect(stderr).toContain('full')
      expect(code).toBe(3)
    },
  )
})

describe('standard input', () => {
  it('may be closed', async () => {
    const line = [process.execPath, fileURLToPath(PROGRAM), ...SHORT, '--json', '--quiet']
    const { code, stdout, stderr } = await start('sh', ['-c', 'exec "$@" <&-', 'sh', ...line]).finished
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(runDocumentSchema.parse(JSON.parse(stdout)).verdict).toBe('passed')
  })

  it('is not read, so that a run does not wait for it and what stands in it does not matter', async () => {
    const { code, stdout } = await runInterleave([...SHORT, '--json', '--quiet'], { input: 'q\u0003\n' })
    expect(code).toBe(0)
    expect(runDocumentSchema.parse(JSON.parse(stdout)).state).toBe('completed')
  })
})

describe('colour', () => {
  it.each(COMMANDS.map(args => ({ args })))('is nowhere in what $args writes to a pipe', async ({ args }) => {
    const { stdout, stderr } = await runInterleave(args)
    expect(stdout + stderr).not.toContain(ESCAPE)
  })

  it('is nowhere in a pipe with NO_COLOR either', async () => {
    const { stdout } = await runInterleave(SHORT, { env: { NO_COLOR: '1' } })
    expect(stdout).not.toContain(ESCAPE)
  })

  it('is in a pipe when FORCE_COLOR asks for it, and changes no word', async () => {
    const { stdout } = await runInterleave(['list'], { env: { FORCE_COLOR: '1' } })
    expect(stdout).toContain(`${ESCAPE}[1mlost-update${ESCAPE}[22m`)
    const plain = await runInterleave(['list'])
    expect(stdout.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain.stdout)
  })

  it('is never in JSON, even when FORCE_COLOR asks for it', async () => {
    const { stdout } = await runInterleave(['list', '--json'], { env: { FORCE_COLOR: '3' } })
    expect(stdout).not.toContain(ESCAPE)
    expect(JSON.parse(stdout)).toHaveProperty('schema', 'interleave.catalogue/1')
  })
})
