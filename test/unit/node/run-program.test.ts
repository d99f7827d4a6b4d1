import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placesIn } from '../../../src/node/python-places.ts'
import { runProgram } from '../../../src/node/run-program.ts'
import { groupOf } from '../../helpers/processes.ts'

const LIMIT = 60_000
const never = { timeOutMillis: LIMIT, onStop: () => () => undefined }

function node(code: string, limits: Parameters<typeof runProgram>[1] = never, args: readonly string[] = []) {
  const started = { program: process.execPath, args: ['-e', code, '--', ...args], env: placesIn(process.env) }
  return runProgram(started, limits)
}

/** Starts a child of its own that would live for ever, says both their numbers, and goes on. */
const WITH_CHILD = `
  const { spawn } = require('node:child_process')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'inherit', 'ignore'] })
  console.log(process.pid, child.pid)`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The numbers that {@link WITH_CHILD} has printed. */
function numbersIn(text: string): number[] {
  return text.trim().split(' ').map(Number)
}

async function untilGone(pids: readonly number[]): Promise<number[]> {
  for (let look = 0; look < 200; look++) {
    if (!pids.some(isAlive)) return []
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return pids.filter(isAlive)
}

describe('a program', () => {
  it('gets its arguments as they are, and is told by what it printed and how it ended', async () => {
    const odd = ['two words', '"; echo pwned', '$HOME', '*', '']
    const end = await node('console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 3', never, odd)
    expect(end).toEqual({ kind: 'ended', code: 3, stdout: `${JSON.stringify(odd)}\n`, stderr: '' })
  })

  it('that is not there is told so', async () => {
    const end = await runProgram({ program: '/nowhere/python3', args: [], env: {} }, never)
    expect(end.kind === 'not-started' ? end.why : end).toContain('ENOENT')
  })

  it('that takes too long is ended with all that it started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interleave-program-'))
    try {
      const file = join(folder, 'pids')
      const tell = `require('node:fs').writeFileSync(${JSON.stringify(file)}, process.pid + ' ' + child.pid)`
      const end = await node(`${WITH_CHILD}; ${tell}; setInterval(() => {}, 1e6)`, { ...never, timeOutMillis: 3_000 })
      expect(end).toEqual({ kind: 'timed-out', afterMillis: 3_000 })
      const pids = numbersIn(readFileSync(file, 'utf8'))
      expect(pids).toHaveLength(2)
      expect(await untilGone(pids)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('that leaves somebody behind is done, and so is what it left', async () => {
    const end = await node(`${WITH_CHILD}; setTimeout(() => process.exit(0), 50)`)
    expect(end).toMatchObject({ kind: 'ended', code: 0 })
    const pids = numbersIn(end.kind === 'ended' ? end.stdout : '')
    expect(pids).toHaveLength(2)
    expect(await untilGone(pids)).toEqual([])
  })

  it('that is stopped is ended at once', async () => {
    let stop = (): void => undefined
    let takenBack = 0
    const onStop = (listener: () => void): (() => void) => {
      stop = listener
      return () => (takenBack += 1)
    }
    const running = node('setInterval(() => {}, 1e6)', { ...never, onStop })
    stop()
    expect(await running).toEqual({ kind: 'stopped' })
    expect(takenBack).toBe(1)
  })

  it('that prints without end is ended', async () => {
    const end = await node("const line = 'x'.repeat(65536); for (;;) require('node:fs').writeSync(1, line)")
    expect(end).toEqual({ kind: 'flooded' })
  })

  it('that does not read what it could is no trouble', async () => {
    expect(await node('process.stdin.destroy()')).toMatchObject({ kind: 'ended', code: 0 })
  })

  it('learns by its input that the lab was killed', async () => {
    const file = new URL('../../../src/node/run-program.ts', import.meta.url).href
    const program = `process.stdin.on('end', () => process.exit()).resume(); setInterval(() => {}, 1e6)`
    const lab = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { runProgram } from ${JSON.stringify(file)}
         const started = { program: process.execPath, args: ['-e', ${JSON.stringify(program)}], env: {} }
         void runProgram(started, { timeOutMillis: 60_000, onStop: () => () => {} })
         const { spawnSync } = await import('node:child_process')
         const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
         const own = stdout.split('\\n').map(line => line.trim().split(/\\s+/).map(Number))
         console.log(own.filter(([, parent]) => parent === process.pid).map(([pid]) => pid)[0])`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let text = ''
    lab.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    await once(lab.stdout, 'data')
    const pid = Number(text)
    expect(isAlive(pid)).toBe(true)
    lab.kill('SIGKILL')
    await once(lab, 'exit')
    expect(await untilGone([pid])).toEqual([])
    expect(groupOf(pid)).toEqual([])
  })
})
