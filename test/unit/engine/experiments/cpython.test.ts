import { describe, expect, it } from 'vitest'
import type { ProgramEnd, Programs, PythonInterpreter } from '../../../../src/base/programs.ts'
import type { ComparedRun } from '../../../../src/contract/comparison.ts'
import { comparisonOf } from '../../../../src/contract/comparison-in-words.ts'
import { conduct, spread } from '../../../../src/engine/experiments/cpython/conductor.ts'
import { cpython, memory } from '../../../../src/engine/experiments/cpython/experiment.ts'
import { numberOf, type ProgramName } from '../../../../src/engine/experiments/cpython/programs.ts'
import { readHeard, readPrinted, type Heard } from '../../../../src/engine/experiments/cpython/said.ts'
import { readText, writeText } from '../../../../src/engine/experiments/kit/text-in-memory.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'
import { present } from '../../../helpers/present.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  additions: 100,
  roots: 10,
  waitMillis: 1,
  rounds: 2,
  switchInterval: 0.005,
  interpreters: 16,
  programLimit: 5,
}

function run(actual: number, expected = 200): ComparedRun {
  return { expected, actual, wallMillis: 4, cpuMillis: 2, serialMillis: null }
}

function python(minor: number, actuals: readonly number[], more: Partial<Heard> = {}): Heard {
  const about = { version: `3.${String(minor)}.0`, minor, freeThreadedBuild: false, gilEnabled: true, source: 'PATH' }
  return { ...about, runs: actuals.map(actual => run(actual)), why: null, ...more }
}

function judge(
  name: ProgramName,
  heard: readonly Heard[],
  lab: readonly ComparedRun[] = [run(200), run(200)],
  variant = 'increment',
) {
  return judged(cpython, memory, variant, PARAMS, words => {
    words.program.store(numberOf(name))
    writeText(words.pythons, JSON.stringify({ heard, leftOut: [{ name: 'CPython 2.7.18', why: 'left out: old' }] }))
    writeText(words.lab, JSON.stringify({ runs: lab }))
  })
}

function noteOn(name: ProgramName, heard: readonly Heard[]): string {
  return present(comparisonOf([{ compared: present(judge(name, heard).compared) }])[0]).note
}

describe('cpython', () => {
  it.each([
    ['exact', [python(9, [200, 200]), python(12, [200, 200])]],
    ['lost', [python(9, [200, 150]), python(12, [200, 200])]],
    ['unforeseen-loss', [python(9, [200, 150]), python(12, [200, 199])]],
    ['lost', [python(14, [200, 150], { freeThreadedBuild: true, gilEnabled: false })]],
    ['unforeseen-loss', [python(14, [200, 150], { freeThreadedBuild: true })]],
    ['nobody-there', []],
  ])('is %s by what the interpreters came to', (outcome, heard) => {
    const { failedChecks, outcome: own } = judge('increment', heard)
    expect({ own, failedChecks }).toEqual({ own: outcome, failedChecks: [] })
  })

  it('foresees that a call between load and store loses updates everywhere', () => {
    expect(judge('functionCall', [python(13, [150, 200])], undefined, 'function-call').outcome).toBe('lost')
  })

  it('forbids losses where nothing races', () => {
    expect(gradesOf(cpython, 'increment')).toMatchObject({ lost: 'interesting', 'unforeseen-loss': 'interesting' })
    expect(gradesOf(cpython, 'function-call')).toMatchObject({ lost: 'interesting', 'unforeseen-loss': 'forbidden' })
    for (const variant of ['locked', 'threads', 'processes', 'waiting']) {
      expect(gradesOf(cpython, variant)).toMatchObject({ lost: 'forbidden', exact: 'acceptable' })
    }
  })

  it('notices programs without a result, other work, more than there can be, and a lab that is wrong itself', () => {
    const failed = python(9, [], { why: 'no result: the program ended with code 1' })
    expect(judge('increment', [failed]).failedChecks).toEqual(['all-answered'])
    expect(judge('increment', [python(9, [], { runs: [run(300, 300), run(200)] })]).failedChecks).toEqual(['same-work'])
    expect(judge('increment', [python(9, [201, 200])]).failedChecks).toEqual(['same-work'])
    expect(judge('increment', [], [run(200)]).failedChecks).toEqual(['lab-exact'])
    expect(judge('increment', [], [run(150), run(150)]).failedChecks).toEqual([])
    expect(judge('locked', [], [run(150), run(200)], 'locked').failedChecks).toEqual(['lab-exact'])
  })

  it('expects of sums what the lab came to, bit for bit', () => {
    const lab = [run(0.1 + 0.2, 0.1 + 0.2)]
    const exact = python(12, [], { runs: [run(0.1 + 0.2, 0.1 + 0.2)] })
    expect(judge('threads', [exact], lab, 'threads').failedChecks).toEqual([])
    expect(judge('threads', [python(12, [], { runs: [run(0.3, 0.3)] })], lab, 'threads').failedChecks).toEqual([
      'same-work',
    ])
  })

  it('calls exact sums of 3.10 and newer unreachable, not safe, and no others', () => {
    expect(noteOn('increment', [python(10, [200])])).toMatch(/^unreachable, not safe: since 3\.10/)
    expect(noteOn('increment', [python(10, [150])])).toMatch(/^unforeseen/)
    expect(noteOn('increment', [python(9, [200])])).toMatch(/^not observed, and possible/)
    const free = { freeThreadedBuild: true, gilEnabled: false }
    expect(noteOn('increment', [python(14, [200], free)])).toMatch(/^not observed, and possible: without a GIL/)
    expect(noteOn('functionCall', [python(13, [200])])).toMatch(/^not observed, and possible/)
  })

  it('lists what is absent, and tells namesakes apart', () => {
    const names = (heard: readonly Heard[]) => present(judge('increment', heard).compared).map(({ name }) => name)
    const twins = [python(11, [200]), python(11, [200], { source: 'pyenv' }), python(11, [200], { source: 'pyenv' })]
    expect(names(twins)).toEqual([
      'CPython 3.11.0 (PATH)',
      'CPython 3.11.0 (pyenv 1)',
      'CPython 3.11.0 (pyenv 2)',
      'this lab’s workers',
      'CPython 2.7.18',
      'CPython, free-threaded',
    ])
    expect(names([])).toEqual(['this lab’s workers', 'CPython 2.7.18', 'CPython 3.6 or newer'])
    const [, , missing] = present(judge('increment', []).compared)
    expect(missing).toMatchObject({ state: 'absent', runs: [] })
    expect(missing?.why).toContain('to get it:')
  })

  it('says in a sentence who lost what', () => {
    const compared = comparisonOf([
      { compared: present(judge('increment', [python(9, [150]), python(12, [200])]).compared) },
    ])
    const story = { title: 'counter += 1', finished: 1, counts: {}, chances: {}, medians: {}, compared }
    expect(cpython.headline([story])).toBe('Updates lost by counter += 1 on 1 of 2 CPythons.')
    const nobody = comparisonOf([{ compared: present(judge('increment', []).compared) }])
    expect(cpython.headline([{ ...story, compared: nobody }])).toMatch(/^No CPython 3\.6 or newer was found/)
  })

  it('says it of all six programs in two sentences, which name the extremes', () => {
    const timed = (serialMillis: number): ComparedRun => ({ ...run(200), serialMillis })
    const story = (title: string, name: ProgramName, heard: readonly Heard[], lab?: readonly ComparedRun[]) => {
      const compared = comparisonOf([{ compared: present(judge(name, heard, lab).compared) }])
      return { title, finished: 1, counts: {}, chances: {}, medians: {}, compared }
    }
    const counters = [
      story('counter += 1', 'increment', [python(9, [150]), python(12, [200])]),
      story('a call', 'functionCall', [python(9, [150]), python(12, [150])]),
      story('a lock', 'locked', [python(9, [200]), python(12, [200])]),
    ]
    const parallel = [
      story('waiting', 'waiting', [python(12, [], { runs: [timed(7.6)] })], [timed(8)]),
      story('threads', 'threads', [python(12, [], { runs: [timed(4.4)] })], [timed(8)]),
      story('processes', 'processes', [python(12, [], { runs: [timed(6)] })], [timed(8)]),
    ]
    expect(cpython.headline([...counters, ...parallel])).toBe(
      'Updates lost by counter += 1 on 1 of 2 CPythons and by a call on all 2. ' +
        'Speed-up on CPython 3.12.0: 1.10× to 1.90×.',
    )
    expect(cpython.headline(parallel)).toBe('Speed-up on CPython 3.12.0: 1.10× (threads) to 1.90× (waiting).')
    expect(cpython.headline(parallel.slice(1, 2))).toBe(
      'Speed-up, threads: 1.10× on CPython 3.12.0; this lab’s workers 2.00×.',
    )
    expect(cpython.headline(counters.slice(2))).toBe('Nothing lost by a lock on 2 CPythons.')
  })
})

describe('what a program printed', () => {
  const line = { expected: 200, actual: 150, wall: 0.004, cpu: 0.002 }

  it('is read with its times in milliseconds', () => {
    expect(readPrinted(JSON.stringify({ runs: [line, { ...line, serial: 0.008 }] }), 2)).toEqual([
      { expected: 200, actual: 150, wallMillis: 4, cpuMillis: 2, serialMillis: null },
      { expected: 200, actual: 150, wallMillis: 4, cpuMillis: 2, serialMillis: 8 },
    ])
  })

  it.each([
    '',
    'null',
    '[]',
    '{"runs":[]}',
    '{"runs":[1]}',
    '{"runs":[{"expected":200,"actual":"200","wall":1,"cpu":1}]}',
  ])('is no result where it is %j', text => {
    expect(readPrinted(text, 1)).toBeUndefined()
  })

  it('is no result where rounds are missing or times run backwards', () => {
    expect(readPrinted(JSON.stringify({ runs: [line] }), 2)).toBeUndefined()
    expect(readPrinted(JSON.stringify({ runs: [{ ...line, wall: -1 }] }), 1)).toBeUndefined()
  })
})

describe('the conductor', () => {
  const found: PythonInterpreter = {
    program: '/p/python3',
    source: 'PATH',
    version: '3.12.0',
    minor: 12,
    freeThreadedBuild: false,
    gilEnabled: true,
  }

  class Context extends FakeRoleContext {
    readonly asked: string[] = []
    override readonly programs: Programs

    constructor(end: ProgramEnd) {
      super(0)
      this.programs = {
        findInterpreters: () => Promise.resolve({ interpreters: [found], leftOut: [] }),
        runPython: (_interpreter, program, args, { timeOutMillis }) => {
          this.asked.push([program, ...args, String(timeOutMillis)].join(' '))
          return Promise.resolve(end)
        },
      }
    }
  }

  async function heardOf(end: ProgramEnd, name: ProgramName = 'functionCall') {
    const words = memory.bind(new SharedArrayBuffer(memory.byteLength), 0)
    words.labDone.store(2)
    const context = new Context(end)
    await conduct(words, PARAMS, context, name)
    return { asked: context.asked, text: readText(words.pythons), completed: context.completed }
  }

  const printed = JSON.stringify({ runs: [0, 1].map(() => ({ expected: 200, actual: 200, wall: 1, cpu: 1 })) })

  it('passes sizes as arguments, and waits only so long', async () => {
    const ended = { kind: 'ended', code: 0, stdout: printed, stderr: '' } as const
    expect((await heardOf(ended)).asked).toEqual(['race.py call 2 100 2 0.005 5000'])
    expect((await heardOf(ended, 'waiting')).asked).toEqual(['wait.py 2 1 1 5000'])
    const { text, completed } = await heardOf(ended)
    expect(readHeard(text).heard).toMatchObject([{ version: '3.12.0', why: null, runs: [{ wallMillis: 1000 }, {}] }])
    expect(text).not.toContain('/p/python3')
    expect(completed).toBe(1)
  })

  it.each([
    [{ kind: 'ended', code: 1, stdout: '', stderr: 'Traceback\nMemoryError' }, 'ended with code 1, MemoryError'],
    [{ kind: 'ended', code: null, stdout: '', stderr: '' }, 'ended with code none'],
    [{ kind: 'ended', code: 0, stdout: 'hello', stderr: '' }, 'is not what it should print'],
    [{ kind: 'timed-out', afterMillis: 5000 }, 'was not done after 5 s (programLimit)'],
    [{ kind: 'not-started', why: 'EACCES' }, 'does not start: EACCES'],
    [{ kind: 'flooded' }, 'without end'],
  ] as const)('tells why there is no result: %j', async (end, why) => {
    const [heard] = readHeard((await heardOf(end)).text).heard
    expect(heard?.why).toContain(why)
    expect(heard?.runs).toEqual([])
  })

  it('leaves nothing behind when it is stopped', async () => {
    expect((await heardOf({ kind: 'stopped' })).text).toBe('')
  })

  it('chooses from the oldest to the newest', () => {
    expect(spread([1, 2, 3], 5)).toEqual([1, 2, 3])
    expect(spread([1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([1, 5, 9])
    expect(spread([1, 2, 3], 1)).toEqual([3])
    expect(spread([], 1)).toEqual([])
  })
})

describe('a text in memory', () => {
  it('comes back as it was, and must fit', () => {
    const { lab } = memory.bind(new SharedArrayBuffer(memory.byteLength), 0)
    writeText(lab, 'one ’ and 𝄞')
    expect(readText(lab)).toBe('one ’ and 𝄞')
    writeText(lab, '')
    expect(readText(lab)).toBe('')
    expect(() => {
      writeText(lab, 'x'.repeat(8193))
    }).toThrow('does not fit')
  })
})
