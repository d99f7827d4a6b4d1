import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { experiments } from '../../../../../src/engine/experiments/loaded.ts'
import type { Statement } from '../../../../../src/engine/experiments/kit/steps.ts'
import { models } from '../../../../../src/engine/explore/models.ts'
import { prepare } from '../../../../../src/engine/explore/steps/prepare.ts'
import { replaySteps } from '../../../../../src/engine/explore/steps/replay.ts'
import { parseLine } from '../../../../../src/engine/explore/steps/schedule-line.ts'
import { searched } from './searched.ts'

const all = await Promise.all([...models].map(async ([id, load]) => ({ id, model: await load() })))
const variants = all.flatMap(({ id, model }) => [...model.variants.keys()].map(variant => ({ id, model, variant })))

const EXPERIMENTS = new URL('../../../../../src/engine/experiments/', import.meta.url)

/** The sources that a model's lines are lines of: its folder's, and the kit's. */
function sourcesOf(id: string): string {
  return [id, 'kit']
    .flatMap(folder => {
      const place = new URL(`${folder}/`, EXPERIMENTS)
      return readdirSync(place)
        .filter(file => file.endsWith('.ts') && file !== 'model.ts' && !file.startsWith('step'))
        .map(file => readFileSync(new URL(file, place), 'utf8'))
    })
    .join('\n')
}

/** The lines that stand at steps. */
function linesOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(statement => {
    switch (statement.kind) {
      case 'at':
        return [statement.line, ...linesOf(statement.body)]
      case 'repeat':
      case 'while':
        return linesOf(statement.body)
      case 'if':
        return linesOf([...statement.then, ...statement.otherwise])
      case 'step':
      case 'set':
      case 'assert':
      case 'leave':
        return []
    }
  })
}

/** What no source says: what a processor does by itself. */
const NO_LINES = ['the oldest store reaches memory']

/** The experiments of the catalogue that say so. */
const HAVE_MODELS =
  'lost-update check-then-act bank-transfer double-free torn-publication mutex readers-writers broken-lock bounded-buffer ' +
  'leaked-permit lost-wakeup if-or-while notify-one-or-all barrier lock-order dining-philosophers coffman-conditions ' +
  'wait-die actor-cycle race-across-await cas-retries litmus'

/** Where the broken variant must show its bug, and how: all others are clean. */
const BUGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'check-then-act': { 'check-then-act': 'oversold' },
  'bank-transfer': { none: 'wrong-sum' },
  'double-free': { plain: 'miscounted' },
  'broken-lock': { 'check-then-set': 'both-inside', 'peterson-plain': 'both-inside' },
  'lost-wakeup': { 'look-then-wait': 'stall', 'notify-without-lock': 'stall' },
  'if-or-while': { 'if-empty': 'took-from-empty' },
  'notify-one-or-all': { 'notify-one': 'stall' },
  'leaked-permit': { bare: 'stall', 'released-twice': 'too-many-inside' },
  'race-across-await': { 'await-between': 'lost' },
  'cas-retries': { untagged: 'corrupted' },
  'lock-order': { naive: 'deadlock' },
  'dining-philosophers': { naive: 'deadlock' },
  'coffman-conditions': { 'all-on': 'deadlock' },
  'actor-cycle': { block: 'stall' },
  barrier: { 'one-turnstile': 'ran-ahead', 'reset-counter': 'stall' },
  litmus: { plain: 'sb-weak' },
}

describe('the models', () => {
  it('are those of the experiments that shall have one', () => {
    expect([...models.keys()].toSorted()).toEqual(HAVE_MODELS.split(' ').toSorted())
  })

  it.each(Object.entries(BUGS))('of %s have their bugs where they shall, and nowhere else', async (id, bugs) => {
    const names = new Set(Object.values(bugs))
    for (const { variant } of variants.filter(each => each.id === id)) {
      const found = (await searched(id, variant)).ends.map(({ name }) => name)
      const bug = bugs[variant]
      if (bug !== undefined) expect(found, variant).toContain(bug)
      else
        expect(
          found.filter(name => names.has(name)),
          variant,
        ).toEqual([])
    }
  })
})

describe('the lesson of coffman-conditions', () => {
  const lesson = readFileSync(new URL('coffman-conditions/lesson.md', EXPERIMENTS), 'utf8')
  const table = /^ {4}variant +states +deadlocked\n((?: {4}.+\n)+)/m.exec(lesson)?.[1] ?? ''
  const rows = table.split('\n').flatMap(line => {
    const [variant, states, deadlocked] = line.trim().split(/ +/)
    return variant === undefined || variant === '' ? [] : [{ variant, states, deadlocked }]
  })

  it('has a row for each variant', () => {
    const own = variants.filter(({ id }) => id === 'coffman-conditions')
    expect(rows.map(({ variant }) => variant)).toEqual(own.map(({ variant }) => variant))
  })

  it.each(rows)('says of $variant what the search proves', async ({ variant, states, deadlocked }) => {
    const { cut, ends, ...found } = await searched('coffman-conditions', variant)
    expect(cut).toBeNull()
    expect(String(found.states)).toBe(states)
    const stuck = ends.filter(({ name }) => name === 'deadlock' || name === 'stall')
    expect(String(stuck.reduce((sum, end) => sum + end.states, 0))).toBe(deadlocked)
  })
})

describe('a model', () => {
  it.each(all)('$id has the variants of its experiment', ({ id, model }) => {
    const experiment = experiments.find(each => each.id === id)
    expect([...model.variants.keys()].toSorted()).toEqual(experiment?.variants.map(({ variant }) => variant).toSorted())
  })

  it.each(variants)('$id $variant names lines that stand in the sources', ({ id, model, variant }) => {
    const params = prepare(model, id, variant, {}).params
    const program = model.variants.get(variant)?.(params)
    const sources = sourcesOf(id)
    const lines = program?.workers.flatMap(linesOf) ?? []
    expect([...new Set(lines)].filter(line => !sources.includes(line) && !NO_LINES.includes(line))).toEqual([])
  })

  it.each(variants)('$id $variant is searched whole, and ends as its experiment declares', async ({ id, variant }) => {
    const found = await searched(id, variant)
    const declared = experiments.find(each => each.id === id)?.outcomes(variant) ?? []
    const STATES = { outcome: null, deadlock: 'deadlocked', stall: 'stalled' }
    expect(found.cut).toBeNull()
    for (const { kind, name } of found.ends) {
      const match = declared.find(({ name: known, state }) =>
        kind === 'outcome' ? known === name : state === STATES[kind],
      )
      expect(match, `${kind} ${name}`).toBeDefined()
      expect(match?.grade, `${kind} ${name}`).not.toBe('forbidden')
    }
  })

  it.each(variants)('$id $variant replays each of its schedules 100 of 100 times', async ({ id, model, variant }) => {
    for (const { kind, name, value, schedule, fewestPreemptions } of (await searched(id, variant)).ends) {
      const { params, steps } = parseLine(schedule)
      const ready = prepare(model, id, variant, params)
      const first = replaySteps(ready, steps)
      expect(first).toMatchObject({ end: { kind, name, value }, schedule, preemptions: fewestPreemptions })
      for (let time = 1; time < 100; time++) expect(replaySteps(ready, steps).end).toEqual(first.end)
    }
  })
})
