import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explorationSchema } from '../../src/contract/exploration.ts'
import { replaySchema } from '../../src/contract/replay.ts'
import { present } from '../helpers/present.ts'
import { screenAfter, startOnTerminal, whyNoTerminal } from './pseudo-terminal.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { runInterleave } from './run-interleave.ts'
import { runMany } from './run-many.ts'
import { temporaryFolder } from './temporary-folder.ts'

const EXAMPLE = new URL('../../docs/own-model.ts', import.meta.url)
const LINE = 'lost-update atomic-load-store workers=2 additions=3 | 0 1111 0 1 0000 1'

describe('interleave explore', () => {
  it('counts the schedules of lost-update for 2 x 10, with the fewest preemptions', async () => {
    const { code, stdout, stderr } = await runInterleave(
      'explore lost-update --variant atomic-load-store --set additions=10 --json'.split(' '),
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const found = explorationSchema.parse(JSON.parse(stdout))
    expect(found).toMatchObject({ states: 22_707, schedules: '137846528820', complete: true, cyclic: false })
    expect(found.outcomes.map(({ value, fewestPreemptions }) => [value, fewestPreemptions])).toEqual(
      Array.from({ length: 19 }, (_, nth) => [nth + 2, nth === 18 ? 0 : nth + 2 > 10 ? 2 : nth + 2 === 10 ? 1 : 4]),
    )
  })

  it('counts every schedule that there is a number of', async () => {
    const counted = [
      // Lost update: schedules, and the least and the greatest value.
      { args: 'lost-update atomic-load-store workers=2 additions=1', schedules: '6', values: [1, 2] },
      { args: 'lost-update atomic-load-store workers=2 additions=2', schedules: '70', values: [2, 4] },
      { args: 'lost-update atomic-load-store workers=2 additions=3', schedules: '924', values: [2, 6] },
      { args: 'lost-update atomic-load-store workers=3 additions=2', schedules: '34650', values: [2, 6] },
      // Deadlocks: schedules that end in one.
      { args: 'lock-order naive', schedules: '6', states: 19, deadlocked: '2' },
      { args: 'lock-order global-order', states: 16, deadlocked: '0' },
      { args: 'dining-philosophers naive philosophers=3', schedules: '168', deadlocked: '6' },
      { args: 'dining-philosophers naive philosophers=4', schedules: '98184', deadlocked: '24' },
      { args: 'dining-philosophers naive philosophers=5', schedules: '66468720', states: 1743, deadlocked: '120' },
      { args: 'dining-philosophers ordered philosophers=5', deadlocked: '0' },
    ]
    const results = await runMany(
      counted.map(({ args }) => {
        const [experiment = '', variant = '', ...sizes] = args.split(' ')
        return ['explore', experiment, '--variant', variant, ...sizes.flatMap(size => ['--set', size]), '--json']
      }),
    )
    for (const [index, { args, schedules, states, values, deadlocked }] of counted.entries()) {
      const found = explorationSchema.parse(JSON.parse(present(results[index]).stdout))
      expect(found.complete, args).toBe(true)
      if (schedules !== undefined) expect(found.schedules, args).toBe(schedules)
      if (states !== undefined) expect(found.states, args).toBe(states)
      if (deadlocked !== undefined) expect(found.deadlocks.schedules, args).toBe(deadlocked)
      const [low = 0, high = -1] = values ?? []
      const between = Array.from({ length: high - low + 1 }, (_, nth) => low + nth)
      if (values !== undefined)
        expect(
          found.outcomes.map(({ value }) => value),
          args,
        ).toEqual(between)
    }
  })

  it('runs rounds on real threads beside the model', async () => {
    const [document, text, bad, none] = await runMany([
      'explore lost-update --variant mutex --set additions=1 --overlay 200 --json'.split(' '),
      'explore check-then-act --variant cas-loop --overlay 200'.split(' '),
      'explore lost-update --variant mutex --overlay none'.split(' '),
      'explore lock-order --variant naive --overlay --json'.split(' '),
    ])
    expect([document?.code, text?.code, bad?.code, none?.code]).toEqual([0, 0, 2, 0])
    expect(none?.stderr).toMatch(/^no real rounds of lock-order naive: its kernel lets all take their first lock/)
    expect(explorationSchema.parse(JSON.parse(none?.stdout ?? ''))).not.toHaveProperty('overlay')
    const { overlay } = explorationSchema.parse(JSON.parse(document?.stdout ?? ''))
    expect(overlay).toMatchObject({
      params: { workers: 2, additions: 1 },
      rounds: 200,
      complete: true,
      atomicsOnly: true,
      seen: [{ name: 'exact', value: 2, rounds: 200 }],
    })
    expect(text?.stdout).toContain('REAL THREADS · 200 rounds')
    expect(text?.stdout).toContain('All that 200 rounds on real threads came to is in the explored set.')
    expect(bad?.stderr).toContain('--overlay must be a whole number from 1 to 100000000, got "none"')
  })

  it('tells what is possible, how it is reached, and how it exits', async () => {
    const [naive, ordered, timeout, forbidden, cut, full] = await runMany([
      ['explore', 'lock-order', '--variant', 'naive'],
      ['explore', 'lock-order', '--variant', 'global-order', '--json'],
      ['explore', 'lock-order', '--variant', 'timeout', '--json'],
      ['explore', 'bounded-buffer', '--variant', 'shared-ring', '--set', 'consumers=2'],
      ['explore', 'lost-update', '--variant', 'mutex', '--set', 'additions=900', '--max-states', '1000'],
      ['explore', 'lost-update', '--variant', 'mutex', '--set', 'additions=900', '--max-memory', '2', '--json'],
    ])
    expect(naive?.stdout).toContain('Complete: all 6 schedules, 19 states.')
    expect(naive?.stdout).toMatch(
      /◆ deadlock, 1 state {2}interesting · 2 of 6 schedules \(33\.3.%\) · needs 1 preemption/,
    )
    expect(naive?.code).toBe(0)
    expect(JSON.parse(present(ordered).stdout)).toMatchObject({
      complete: true,
      deadlocks: { states: 0, schedules: '0', schedule: null },
    })
    expect(JSON.parse(present(timeout).stdout)).toMatchObject({ complete: true, cyclic: true, schedules: null })
    expect(forbidden?.stdout).toContain('lost-or-doubled')
    expect(full?.code).toBe(6)
    expect(JSON.parse(present(full).stdout)).toMatchObject({ complete: false, cut: 'memory', schedules: null })
    expect(cut?.code).toBe(6)
    expect(cut?.stdout).toContain('CUT SHORT: it reached its limit of states')
    expect(cut?.stdout).toMatch(/What is not listed here may still\s+happen/)
    expect(cut?.stdout).toContain('no deadlock seen so far')
  })

  it('replays a schedule as columns and as a document, the same every time', async () => {
    const runs = await runMany([
      ['explore', '--replay', LINE],
      ['explore', '--replay', LINE],
      ['explore', '--replay', LINE, '--json'],
      ['explore', '--replay', 'lock-order naive | 0 1'],
      ['explore', '--replay', 'lost-update atomic-load-store | 00'],
    ])
    const [first, second, document, deadlock, unfinished] = runs
    expect(unfinished?.stdout).toContain('it can still end at lost 3, lost 4, lost 5 and exact 6')
    expect(first?.stdout).toContain('load total = 0')
    expect(first?.stdout).toContain('-- preempted by T2 --')
    expect(second).toEqual(first)
    const replay = replaySchema.parse(JSON.parse(document?.stdout ?? ''))
    expect(replay).toMatchObject({ schedule: LINE, preemptions: 4, end: { name: 'lost', value: 2 } })
    expect(deadlock?.stdout).toContain('T1 stands at: acquire right')
  })

  it('refuses what it cannot explore', async () => {
    const cases = [
      { args: ['explore'], code: 'USAGE', given: '' },
      { args: ['explore', 'lost-update'], code: 'USAGE', given: 'lost-update' },
      { args: ['explore', 'cpython', '--variant', 'x'], code: 'UNKNOWN_EXPERIMENT', given: 'cpython' },
      { args: ['explore', 'a\u202eb', '--variant', 'x'], code: 'UNKNOWN_EXPERIMENT', given: 'a\u202eb' },
      { args: ['explore', 'lost-update', '--variant', 'bogus'], code: 'UNKNOWN_VARIANT', given: 'bogus' },
      {
        args: ['explore', 'lost-update', '--variant', 'mutex', '--set', 'trials=1'],
        code: 'UNKNOWN_PARAMETER',
        given: 'trials',
      },
      { args: ['explore', 'lost-update', '--variant', 'mutex', '--set', 'workers=7'], code: 'BAD_VALUE', given: '7' },
      {
        args: ['explore', 'lost-update', '--variant', 'mutex', '--max-states', '1.5'],
        code: 'BAD_VALUE',
        given: '1.5',
      },
      { args: ['explore', '--replay', 'lost-update mutex 0 1'], code: 'BAD_VALUE', given: 'lost-update' },
      { args: ['explore', '--replay', 'lost-update mutex | 0 2'], code: 'BAD_VALUE', given: 'worker 2' },
      { args: ['explore', '--replay', 'lost-update mutex | 0 1'], code: 'BAD_VALUE', given: 'worker 1' },
      { args: ['explore', './nothing.ts'], code: 'BAD_MODEL', given: './nothing.ts' },
    ]
    const results = await runMany(cases.map(({ args }) => args))
    for (const [index, { args, code, given }] of cases.entries()) {
      const { stderr, stdout } = present(results[index])
      expect(refusalTrouble(stderr, code, given), `${args.join(' ')}: ${stderr}`).toEqual([])
      expect(stdout).toBe('')
    }
  })

  it('explores a model in a file, and shows what is wrong in it with its place', async () => {
    const folder = await temporaryFolder()
    const example = await readFile(EXAMPLE, 'utf8')
    const places = ['good', 'releases-twice', 'no-language', 'no-model', 'ungraded'].map(name =>
      join(folder, `${name}.ts`),
    )
    const [good = '', twice = '', syntax = '', nothing = '', ungraded = ''] = places
    await writeFile(good, example)
    await writeFile(twice, example.replace('release(counter))]', 'release(counter), release(counter))]'))
    await writeFile(syntax, example.replace('const sell = [', 'const const sell = ['))
    await writeFile(nothing, 'export const other = 1')
    await writeFile(ungraded, example.replace("'sold more than once': 'interesting',", ''))
    const [fine, misuse, broken, empty, forbidden] = await runMany([
      ['explore', good, '--variant', 'check-first'],
      ['explore', twice, '--variant', 'under-lock'],
      ['explore', syntax, '--variant', 'under-lock'],
      ['explore', nothing],
      ['explore', ungraded, '--variant', 'check-first'],
    ])
    expect(forbidden?.stdout).toContain('sold more than once  forbidden')
    expect(forbidden?.code).toBe(1)
    expect(fine?.stdout).toContain('sold more than once  interesting')
    const lineOf = (source: string, part: string): number => source.slice(0, source.indexOf(part)).split('\n').length
    const releasing = String(lineOf(example, 'release(counter))]'))
    expect(misuse?.stderr).toContain(`releases-twice.ts:${releasing}: T1 releases counter, which nobody holds`)
    expect(broken?.stderr).toContain(`no-language.ts:${String(lineOf(example, 'const sell = ['))}`)
    expect(empty?.stderr).toContain('exports no model')
    expect([misuse, broken, empty].map(result => result?.code)).toEqual([3, 3, 3])
  })
  it('shows the place of whatever else may be wrong in a file', async () => {
    const folder = await temporaryFolder()
    const example = await readFile(EXAMPLE, 'utf8')
    const cases = [
      { part: "'interleave/values'", instead: "'interleave/value'", says: 'there is no interleave/value to import' },
      { part: 'sold.equals(1)', instead: 'sold.equal(1)', says: 'TypeError: sold.equal is not a function' },
      {
        part: '  return {',
        instead: "  if (number > 0) throw new Error('no office'); return {",
        says: 'Error: no office',
      },
      {
        part: 'const sell = [',
        instead: 'const sell = [ whileTrue(free.isAbove(0)),',
        says: 'T1 of a model goes round and round without a step',
      },
    ]
    const random = { part: 'several(number,', instead: 'several(1 + Math.floor(9 * Math.random()),' }
    const sizes = { part: 'count({ min:', instead: 'count({ minimum:' }
    const files = [...cases, random, sizes].map(({ part, instead }, index) => ({
      path: join(folder, `wrong-${String(index)}.ts`),
      text: example.replace(part, instead).replace('when, type', 'when, whileTrue, type'),
    }))
    await writeFile(join(folder, 'helper.ts'), "\nthrow new Error('helper broke')")
    const importing = join(folder, 'importing.ts')
    await writeFile(importing, `import './helper.ts'\n${example}`)
    await Promise.all(files.map(({ path, text }) => writeFile(path, text)))
    const paths = [...files.map(({ path }) => path), importing, folder]
    const results = await runMany(paths.map(path => ['explore', path, '--variant', 'check-first']))
    for (const [index, { part, says }] of cases.entries()) {
      const line = example.slice(0, example.indexOf(part)).split('\n').length
      const { stderr } = present(results[index])
      expect(stderr).toContain(`wrong-${String(index)}.ts:${String(line)}:`)
      expect(stderr).toContain(says)
    }
    expect(results.at(-1)?.stderr).toContain('there is no file')
    expect(results.at(-2)?.stderr).toContain('importing.ts, helper.ts:2:7: Error: helper broke')
    expect(results.at(-4)?.stderr).toContain('wrong-4.ts: check-first is another program each time that it is made')
    expect(results.at(-3)?.stderr).toContain('wrong-5.ts: the size clerks has no default that it allows')
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 3))
  })
})

describe.skipIf(whyNoTerminal() !== null)('interleave explore on a terminal', () => {
  it('shows how far the rounds on real threads are, and counts those that were run when it is interrupted', async () => {
    const started = startOnTerminal('explore lost-update --variant atomic-add --overlay 100000000'.split(' '))
    await started.until('stdout', /of 100\s000\s000 rounds · /)
    started.write('\u0003')
    const { code, stdout } = await started.finished
    expect(code).toBe(130)
    expect(screenAfter(stdout)).toMatch(/REAL THREADS · [\d\s]+ rounds/)
    expect(screenAfter(stdout).replaceAll(/\s+/g, ' ')).toContain('It was stopped early.')
  })

  it('shows how far it is, and ends with what it found when it is interrupted', async () => {
    const started = startOnTerminal(
      'explore lost-update --variant mutex --set workers=5 --set additions=900'.split(' '),
    )
    await started.until('stdout', /states · \d/)
    started.write('\u0003')
    const { code, stdout } = await started.finished
    expect(code).toBe(130)
    expect(screenAfter(stdout)).toContain('CUT SHORT: it was stopped')
  })
})
