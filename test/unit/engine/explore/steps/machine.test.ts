import { describe, expect, it } from 'vitest'
import { defineModel } from '../../../../../src/engine/experiments/kit/step-model.ts'
import {
  acquire,
  assert,
  at,
  load,
  notifyOne,
  release,
  repeat,
  set,
  store,
  tryAcquire,
  wait,
  whileTrue,
  type Statement,
} from '../../../../../src/engine/experiments/kit/steps.ts'
import { condition, lock, register, word, words } from '../../../../../src/engine/experiments/kit/step-values.ts'
import { prepare } from '../../../../../src/engine/explore/steps/prepare.ts'
import { StepExplorer, type Explored } from '../../../../../src/engine/explore/steps/step-explorer.ts'

function explored(...workers: readonly (readonly Statement[])[]): Explored {
  const model = defineModel({ params: {}, variants: { only: () => ({ workers, outcomes: [], otherwise: 'done' }) } })
  const limits = { states: 10_000, memoryMegabytes: 10, seconds: 10 }
  const explorer = new StepExplorer(prepare(model, 'program', null, {}), limits, { nowMillis: () => 0 })
  while (!explorer.advance(0));
  return explorer.result()
}

const gate = lock('gate')
const other = lock('other')
const x = word('x')
const r = register('r')

describe('a program of steps', () => {
  it('forgets registers that nobody will read: states that differ in nothing else are one', () => {
    expect(explored([store(x, 1), store(x, 0)], [load(r, x), store(x, 0)]).states).toBe(10)
    expect(explored([store(x, 1), store(x, 0)], [load(r, x), store(x, r)]).states).toBeGreaterThan(10)
  })

  it('ends at an assertion that fails, whoever else could go on', () => {
    const found = explored([store(x, 1), assert(x.equals(0), 'changed'), store(x, 2)], [load(r, x)])
    expect(found.ends.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['outcome changed'])
    expect(found.schedules).toBe(2n)
  })

  it.each([
    { who: 'a worker that asks for its own lock', workers: [[acquire(gate), acquire(gate)]], kind: 'deadlock' },
    {
      who: 'two that wait for each other beside a third who waits for one of them',
      workers: [
        [acquire(gate), acquire(other), release(other), release(gate)],
        [acquire(other), acquire(gate), release(gate), release(other)],
        [acquire(gate), release(gate)],
      ],
      kind: 'deadlock',
    },
    {
      who: 'one that waits for a lock that a finished worker kept',
      workers: [[acquire(gate)], [acquire(gate)]],
      kind: 'stall',
    },
    { who: 'one that nobody notifies', workers: [[wait(condition('c'))]], kind: 'stall' },
  ])('calls $who a $kind', ({ workers, kind }) => {
    expect(explored(...workers).ends.map(end => end.kind)).toContain(kind)
    expect(explored(...workers).ends.map(end => end.kind)).not.toContain(kind === 'stall' ? 'deadlock' : 'stall')
  })

  it('re-acquires after a wait in a step of its own, once it is notified', () => {
    const ready = condition('ready')
    const found = explored(
      [acquire(gate), wait(ready, gate), release(gate)],
      [acquire(gate), notifyOne(ready), release(gate)],
    )
    // Either the wait comes first, or nobody is there to be notified.
    expect(Object.fromEntries(found.ends.map(({ name, schedules }) => [name, schedules]))).toEqual({
      stall: 1n,
      done: 1n,
    })
  })

  it('can always take a try, which finds what it finds', () => {
    const found = explored([tryAcquire(r, gate), set(x, r)], [acquire(gate)])
    expect(found.schedules).toBe(2n)
    expect(found.ends.map(({ kind }) => kind).toSorted()).toEqual(['outcome', 'stall'])
  })

  it.each([
    {
      what: 'a release by nobody',
      statement: release(gate),
      message: /machine\.test\.ts:\d+: T1 releases gate, which nobody holds/,
    },
    {
      what: 'a word beyond its row',
      statement: store(words('row', 2).at(x.plus(2)), 1),
      message: /reaches for row\[2\]/,
    },
    { what: 'a division by 0', statement: store(x, x.dividedBy(0)), message: /divides by 0/ },
  ])('refuses $what, with its place', ({ statement, message }) => {
    expect(() => explored([statement])).toThrow(message)
  })

  it('refuses what would take up all memory when it is written out', () => {
    expect(() => explored([repeat(1_000, repeat(1_000, store(x, 1)))])).toThrow(/does too much/)
  })

  it('refuses a loop without a step', () => {
    expect(() => explored([load(r, x), whileTrue(r.equals(0), set(x, 0))])).toThrow(
      /goes round and round without a step/,
    )
  })

  it('calls a step by the line that it stands for, or by its own place', () => {
    const { machine } = prepare(
      defineModel({
        params: {},
        variants: {
          only: () => ({ workers: [[at('x = 1', store(x, 1)), store(x, 2)]], outcomes: [], otherwise: 'done' }),
        },
      }),
      'program',
      null,
      {},
    )
    const lines = machine.codeOf(0).flatMap(each => (each.kind === 'step' ? [each.line] : []))
    expect(lines).toEqual(['x = 1', expect.stringMatching(/^machine\.test\.ts:\d+$/)])
  })
})
