import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { comparisonOf, type ComparisonRow } from '../../src/contract/comparison-in-words.ts'
import { createLab } from '../../src/engine/index.ts'
import { spread } from '../../src/engine/experiments/cpython/conductor.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodePrograms } from '../../src/node/python-programs.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { childrenOf, groupOf } from '../helpers/processes.ts'
import { present } from '../helpers/present.ts'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** The oldest, the newest and one in between; all of them are the business of the stress tests. */
const INTERPRETERS = 3

const { interpreters: all } = await nodePrograms.findInterpreters()
const found = spread(all, INTERPRETERS)
const newest = found.at(-1)

function rowsOf(document: RunDocument, variant: string): ComparisonRow[] {
  return comparisonOf(variantOf(document, variant).trials)
}

/** The rows of the interpreters, which come first, in their order. */
function pythonsIn(document: RunDocument, variant: string): ComparisonRow[] {
  return rowsOf(document, variant).slice(0, found.length)
}

describe(`cpython on ${found.length === 0 ? 'a machine without any' : found.map(({ version }) => version).join(', ')}`, () => {
  it('loses updates as its versions are known to', async () => {
    // Half of the runs and more lose something.
    const set = { interpreters: INTERPRETERS, trials: 2, warmUp: 0, rounds: 10 }
    const document = await runTrials('cpython', { variants: ['increment', 'function-call'], set })
    expect(document.verdict, document.headline).toBe('passed')
    const expected = found.map(({ version }) => ({ name: `CPython ${version}`, state: 'ran', runs: 20 }))
    for (const variant of ['increment', 'function-call']) {
      const told = pythonsIn(document, variant).map(({ name, state, runs }) => ({ name, state, runs }))
      expect(told).toEqual(expected)
    }
    for (const [index, { minor, gilEnabled }] of found.entries()) {
      const plain = present(pythonsIn(document, 'increment')[index])
      const exact = gilEnabled && minor >= 10
      if (exact) expect(plain).toMatchObject({ wrong: 0, expected: 200_000, actual: 200_000 })
      if (exact) expect(plain.note).toMatch(/^unreachable, not safe/)
      if (!exact) expect(plain.wrong, plain.name).toBeGreaterThan(0)
      expect(present(pythonsIn(document, 'function-call')[index]).wrong).toBeGreaterThan(0)
    }
  })

  it('comes to the same results as the lab where nothing races', async () => {
    const variants = ['locked', 'threads', 'processes', 'waiting']
    const small = { additions: 2_000, roots: 20_000, waitMillis: 20, rounds: 1 }
    const set = { interpreters: INTERPRETERS, trials: 1, warmUp: 0, ...small }
    const document = await runTrials('cpython', { variants, set })
    expectFixed(document, ...variants)
    for (const variant of variants) {
      expect(pythonsIn(document, variant).map(({ state }) => state)).toEqual(found.map(() => 'ran'))
    }
  })

  it('has an oracle that can fail', async () => {
    const set = { interpreters: 1, trials: 1, additions: 2_000, rounds: 2, warmUp: 0 }
    const document = await runSabotaged('cpython', { variants: ['locked'], set })
    expectCaught(document, 'locked', 'lab-exact')
  })

  it('ends with a stop, and leaves no program behind', async () => {
    const lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() })
    try {
      const set = { trials: 1, warmUp: 0, roots: 10_000_000, interpreters: 1 }
      const running = lab.run(
        { experiment: 'cpython', variants: ['processes'], set },
        { event: () => undefined, frame: () => undefined },
      )
      // A program leads a group of its own, with the processes that it has started.
      const started = (): number => childrenOf(process.pid).reduce((sum, pid) => sum + groupOf(pid).length, 0)
      // Without an interpreter there is nothing to stop, and the trial ends by itself.
      while (newest !== undefined && started() < 3) await nodeClock.sleep(20)
      await lab.stop()
      const { state } = await running
      if (newest !== undefined) expect(state).toBe('cancelled')
      while (started() > 0) await nodeClock.sleep(20)
    } finally {
      await lab.close()
    }
  })

  it.skipIf(newest === undefined)('and its processes end when the lab is killed', async () => {
    const file = new URL('../../src/node/python-programs.ts', import.meta.url).href
    const code = `
      import { nodePrograms } from ${JSON.stringify(file)}
      const limits = { timeOutMillis: 600_000, onStop: () => () => {} }
      void nodePrograms.runPython(${JSON.stringify(newest)}, 'compute.py', ['processes', '2', '10000000', '20'], limits)
      console.log('started')`
    const lab = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(lab.stdout, 'data')
    const [leader] = childrenOf(lab.pid)
    expect(leader).toBeDefined()
    // The program itself and the processes that it computes in.
    while (groupOf(leader).length < 3) await nodeClock.sleep(20)
    lab.kill('SIGKILL')
    while (groupOf(leader).length > 0) await nodeClock.sleep(20)
  })
})

describe('cpython on a machine without any', () => {
  it('says so, says how to get one, and lets the lab do the work', async () => {
    const threads = nodeThreads(new URL('./support/no-pythons-main.ts', import.meta.url))
    const lab = createLab({ threads, clock: nodeClock, machine: nodeMachine() })
    try {
      const document = await lab.run(
        { experiment: 'cpython', set: { trials: 1, warmUp: 0, additions: 1_000, roots: 1_000, waitMillis: 2 } },
        { event: () => undefined, frame: () => undefined },
      )
      expect(document.verdict).toBe('passed')
      expect(document.headline).toMatch(/^No CPython 3\.6 or newer was found/)
      for (const { variant } of document.variants) {
        expect(countOf(document, variant, 'nobody-there')).toBe(1)
        const [own, absent] = rowsOf(document, variant)
        expect(own).toMatchObject({ name: 'this lab’s workers', state: 'ran' })
        expect(absent).toMatchObject({ name: 'CPython 3.6 or newer', state: 'absent', runs: 0 })
        expect(absent?.why).toContain('python.org')
      }
    } finally {
      await lab.close()
    }
  })
})
