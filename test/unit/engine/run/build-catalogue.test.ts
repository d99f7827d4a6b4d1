import { describe, expect, it } from 'vitest'
import { catalogueSchema } from '../../../../src/contract/catalogue.ts'
import { parseMarkdown } from '../../../../src/contract/lesson-markdown.ts'
import { scheduleOf } from '../../../../src/contract/schedule-in-words.ts'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { texts } from '../../../../src/engine/experiments/texts.ts'
import { buildCatalogue } from '../../../../src/engine/run/build-catalogue.ts'
import { present } from '../../../helpers/present.ts'

const catalogue = buildCatalogue(experiments, texts, { cores: 6 })

/** Characters of the fixed width that fit into the column of a lesson. */
const WIDEST_LINE = 44

describe('the catalogue', () => {
  it('is valid to the contract, before and after a way through JSON', () => {
    expect(catalogueSchema.parse(catalogue)).toEqual(catalogue)
    expect(catalogueSchema.parse(JSON.parse(JSON.stringify(catalogue)))).toEqual(catalogue)
  })

  it('lists every registered experiment, in the order of the syllabus, and no instrument', () => {
    expect(catalogue.experiments.map(({ id }) => id)).toEqual(experiments.map(({ id }) => id))
    expect(catalogue.experiments.some(({ id }) => id.startsWith('_'))).toBe(false)
  })

  it.each(catalogue.experiments.map(entry => ({ id: entry.id, entry })))(
    'grades every outcome of $id in every variant, and shows each variant with its code and its lesson',
    ({ entry }) => {
      const names = entry.variants.map(({ variant }) => variant)
      for (const outcome of entry.outcomes) expect(Object.keys(outcome.grades)).toEqual(names)
      for (const variant of entry.variants) {
        expect(variant.variant).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        expect(variant.source?.code).toContain('export const')
        expect(variant.source?.firstLine).toBeGreaterThan(0)
      }
      expect(entry.lesson).not.toBeNull()
    },
  )

  it('has presets whose parameters and variants exist', () => {
    for (const { presets, parameters, variants } of catalogue.experiments) {
      for (const preset of presets) {
        const known = parameters.map(({ name }) => name)
        expect(known).toEqual(expect.arrayContaining(Object.keys(preset.params)))
        const names = variants.map(({ variant }) => variant)
        expect(names).toEqual(expect.arrayContaining(preset.variants ?? []))
      }
    }
  })

  it('has lessons that call presets what the page calls them', () => {
    for (const { id, lesson, presets } of catalogue.experiments) {
      const prose = Object.values(present(lesson)).join(' ').replaceAll(/\s+/g, ' ')
      const named = [...prose.matchAll(/[Pp]resets? ("[^"]+"(?: and "[^"]+")?)/g)].flatMap(([, names = '']) =>
        [...names.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
      )
      const labels = presets.map(({ label }) => label)
      expect({ id, unknown: named.filter(name => !labels.includes(present(name))) }).toEqual({ id, unknown: [] })
      expect({ id, byCode: /[Pp]resets? `/.test(prose) }).toEqual({ id, byCode: false })
    }
  })

  it('has lessons whose tables have heads: no first row is taken for one', () => {
    for (const { id, lesson, variants } of catalogue.experiments) {
      const names = variants.map(({ variant }) => variant)
      const blocks = Object.values(present(lesson)).flatMap(parseMarkdown)
      const tables = blocks.flatMap(block => (block.kind === 'code' ? (scheduleOf(block.text) ?? []) : []))
      // A head may name variants side by side; a row tells of one.
      const rows = tables.filter(({ heads: [first = '', second = ''] }) => {
        return names.includes(first) && !names.includes(second)
      })
      expect({ id, rows }).toEqual({ id, rows: [] })
      // What is no table cannot be broken: it has to fit beside the page.
      const texts = blocks.flatMap(block =>
        block.kind === 'code' && scheduleOf(block.text) === null ? [block.text] : [],
      )
      const lines = texts.flatMap(text => text.split('\n'))
      expect({ id, wide: lines.filter(line => line.length > WIDEST_LINE) }).toEqual({ id, wide: [] })
    }
  })

  it('works out defaults for the machine', () => {
    const [entry] = catalogue.experiments
    expect(present(entry).parameters.find(({ name }) => name === 'workers')?.default).toBe(5)
  })

  it('shows no code and no lesson where none was generated', () => {
    const [bare] = buildCatalogue(experiments, {}, { cores: 2 }).experiments
    expect(present(bare).lesson).toBeNull()
    expect(present(bare).variants.every(({ source }) => source === null)).toBe(true)
  })
})
