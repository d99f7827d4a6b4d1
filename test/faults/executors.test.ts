import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { Session } from '../../src/engine/pool/session.ts'
import { WorkerPool } from '../../src/engine/pool/worker-pool.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { removeStaleSockets } from '../../src/node/local-listener.ts'
import { childrenOf } from '../helpers/processes.ts'
import { tasksWitness } from '../helpers/tasks-experiment.ts'
import { tasksThreads } from '../helpers/tasks-threads.ts'
import { untilBusy } from './support/busy-executors.ts'

const LIMIT = 60_000
const GONE_WITHIN_MILLIS = 20_000
const PARAMS = { workers: 1, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const VARIANTS = tasksWitness.variants.map(({ variant }) => variant)

const pool = new WorkerPool(tasksThreads(), nodeClock, 1)
afterAll(() => pool.close())

const before = new Set(childrenOf(process.pid))

/** Children of this process that the test's executors have started. */
function taskProcesses(parent = process.pid): readonly number[] {
  return childrenOf(parent).filter(pid => !before.has(pid) && isTaskProcess(pid))
}

/** `ps`, by which children are listed, is a child itself while it does that. */
function isTaskProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function socketFolders(): readonly string[] {
  return readdirSync(tmpdir()).filter(name => name.startsWith('interleave-tasks-'))
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = nodeClock.nowMillis() + GONE_WITHIN_MILLIS
  while (pids.some(isTaskProcess)) {
    if (nodeClock.nowMillis() > deadline) throw new Error(`still there: ${pids.filter(isTaskProcess).join(', ')}`)
    await nodeClock.sleep(20)
  }
}

function open(from: WorkerPool): Promise<Session> {
  const arms = VARIANTS.map(variant => ({ variant, params: PARAMS }))
  return from.open({ experiment: tasksWitness, arms, workers: 1, primitives: 'javascript', telemetry: true })
}

async function withSession(use: (session: Session) => Promise<void>): Promise<void> {
  const session = await open(pool)
  try {
    await use(session)
  } finally {
    await pool.release(session)
  }
}

function start(on: Session, variant: string): void {
  on.startTrial({ arm: VARIANTS.indexOf(variant), parties: 1, seed: 1, cores: 2 })
}

describe.skipIf(process.platform === 'win32')('executors of a kernel', () => {
  it('do their tasks, trial after trial, and leave no process behind when the session is over', async () => {
    let started: readonly number[] = []
    await withSession(async on => {
      for (let trial = 0; trial < 2; trial++) {
        start(on, 'works')
        expect(await on.endOfTrial(LIMIT)).toBe('finished')
        expect(on.done().operations).toBe(6)
        const now = taskProcesses()
        expect(now).toHaveLength(2)
        if (trial > 0) expect(now).toEqual(started)
        started = now
        await on.ready()
      }
    })
    await untilGone(started)
  })

  it('are ended by a stop in the middle of tasks that sleep, and of tasks that heed nothing', async () => {
    await withSession(async on => {
      for (const variant of ['sleeps-long', 'computes-for-ever', 'works']) {
        start(on, variant)
        if (variant === 'works') {
          expect(await on.endOfTrial(LIMIT)).toBe('finished')
        } else {
          if (variant === 'computes-for-ever') await untilBusy(on)
          await on.abandonTrial()
          expect(on.fault?.code).not.toBe('WORKER_FAILED')
        }
        await on.ready()
      }
    })
    await untilGone(taskProcesses())
  })

  it('end with the thread that opened them', async () => {
    const foldersBefore = socketFolders()
    const own = new WorkerPool(tasksThreads(), nodeClock, 1)
    const session = await open(own)
    start(session, 'computes-for-ever')
    await untilBusy(session)
    const started = taskProcesses()
    expect(started).toHaveLength(1)
    await own.close()
    await untilGone(started)
    expect(socketFolders().filter(name => !foldersBefore.includes(name))).toEqual([])
  })
})

describe.skipIf(process.platform === 'win32')('sockets of executors', () => {
  const made: string[] = []
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  })

  function folderWith(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'interleave-tasks-'))
    made.push(folder)
    writeFileSync(join(folder, name), '')
    return folder
  }

  it('that somebody left who was killed are removed later; young ones and files of others stay', () => {
    const left = folderWith('tasks.sock')
    const foreign = folderWith('letter.txt')
    removeStaleSockets()
    expect(existsSync(left)).toBe(true)
    const later = Date.now() + 180_000
    expect(() => {
      removeStaleSockets(later)
    }).not.toThrow()
    expect(existsSync(left)).toBe(false)
    expect(existsSync(join(foreign, 'letter.txt'))).toBe(true)
  })
})

describe.skipIf(process.platform === 'win32')('processes of executors', () => {
  it.each(['is killed', 'quits'])('are gone when the host %s in the middle of their tasks', async how => {
    const host = spawn(process.execPath, [fileURLToPath(new URL('./support/executors-main.ts', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    try {
      await new Promise<void>((resolve, reject) => {
        host.stdout.once('data', () => {
          resolve()
        })
        host.once('exit', code => {
          reject(new Error(`the host ended with ${String(code)}`))
        })
      })
      const started = childrenOf(host.pid)
      expect(started).toHaveLength(1)
      if (how === 'is killed') host.kill('SIGKILL')
      else host.stdin.write('quit\n')
      await untilGone(started)
    } finally {
      host.kill('SIGKILL')
    }
  })
})
