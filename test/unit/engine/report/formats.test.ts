import fc from 'fast-check'
import { homedir, hostname, userInfo } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultWorkers } from '../../../../src/engine/experiments/kit/params.ts'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { texts } from '../../../../src/engine/experiments/texts.ts'
import { reportOn } from '../../../../src/engine/report/report-on.ts'
import { buildCatalogue } from '../../../../src/engine/run/build-catalogue.ts'
import { nodePictures } from '../../../../src/node/pictures.ts'
import { EMBEDDED_BEGINS, EMBEDDED_ENDS } from '../../../../src/contract/embedded-run.ts'
import { REPORT_FORMATS, type ReportFormat } from '../../../../src/contract/report-formats.ts'
import { runDocumentSchema, type RunDocument } from '../../../../src/contract/run-document.ts'
import { anyRun, HOSTILE } from '../../../helpers/any-run.ts'
import { csvRows } from '../../../helpers/csv-rows.ts'
import { present } from '../../../helpers/present.ts'
import { deadlockOf, philosophers } from '../../../helpers/wait-records.ts'
import { waitsDocument, waitsPlan } from '../../../helpers/waits-run.ts'

const cores = { cores: Math.max(2, defaultWorkers({ cores: 2 })) }
const catalogue = buildCatalogue(experiments, texts, cores)
/** A printer that prints what it is given: what a browser makes of it is another test's business. */
const pictures = nodePictures({
  finding: { found: true, detail: 'a test' },
  pdf: html => Promise.resolve(Buffer.from(html)),
  png: svg => Promise.resolve(Buffer.from(svg)),
})

async function report(run: RunDocument, format: ReportFormat): Promise<string> {
  const content = await reportOn(
    run,
    format,
    catalogue.experiments.find(({ id }) => id === run.experiment) ?? null,
    pictures,
  )
  return format === 'pdf' || format === 'png' ? Buffer.from(content, 'base64').toString('utf8') : content
}

const DEADLOCKED: RunDocument = {
  ...waitsDocument(waitsPlan(3, 'end'), [philosophers(3)], [deadlockOf(3)]),
  experiment: 'dining-philosophers',
}

const WORDY = ['html', 'md', 'txt'] as const

describe('a report', () => {
  it.each(WORDY)('as %s has its parts in order, from the verdict to what to keep in mind', async format => {
    const text = (await report(DEADLOCKED, format)).replaceAll('\\', '')
    const parts = [
      DEADLOCKED.headline,
      'Experiment',
      'Parameters',
      'Outcomes',
      'Charts',
      'Who waited for whom, and the proof',
      'Schedule',
      'Lesson and fix',
      'Method',
      'Machine',
      'Run it again',
      'What to keep in mind',
    ]
    const heads = new Map([
      ['html', (part: string) => text.search(new RegExp(`<h[12][^>]*>${part}`))],
      ['md', (part: string) => text.search(new RegExp(`^##? ${part}`, 'm'))],
      ['txt', (part: string) => text.search(new RegExp(`^${part}\\n[-=]+$`, 'm'))],
    ])
    const places = parts.map(part => present(heads.get(format))(part)).filter(at => at >= 0)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    // The schedule is there where the lesson has one.
    expect(places.length).toBeGreaterThanOrEqual(parts.length - 1)
    expect(text).toMatch(/T1 -(>|&gt;) fork 2 -(>|&gt;) T2 -(>|&gt;) fork 3 -(>|&gt;) T3/)
    expect(text).toContain(`--seed ${String(DEADLOCKED.seed)}`)
    expect(text).toContain('RECORDED')
    expect(text).toMatch(/simulated.*nothing/)
  })

  it.each(REPORT_FORMATS)('as %s is the same whenever it is made', async format => {
    expect(await report(DEADLOCKED, format)).toBe(await report(structuredClone(DEADLOCKED), format))
  })

  it.each(REPORT_FORMATS)('as %s names no user, no host and no home', async format => {
    const text = await report(DEADLOCKED, format)
    for (const secret of [homedir(), hostname(), process.cwd(), userInfo().username]) {
      // "root" and "/" stand in many a word.
      if (secret.length > 4) expect(text).not.toContain(secret)
    }
  })

  it('of an experiment that the catalogue does not know is still made, in every format', async () => {
    for (const format of REPORT_FORMATS) {
      expect((await report({ ...DEADLOCKED, experiment: 'not-there' }, format)).length).toBeGreaterThan(100)
    }
  })

  it('of a run without a variant says so where nothing can be drawn', async () => {
    const empty: RunDocument = { ...DEADLOCKED, variants: [], state: 'crashed' }
    for (const format of [...WORDY, 'csv', 'json', 'trace.json'] as const) await report(empty, format)
    expect(await report(empty, 'html')).toContain('the run ended crashed')
  })
})

describe('JSON', () => {
  it('read back gives the same run, for 500 runs of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async run => {
        const again = runDocumentSchema.parse(JSON.parse(await report(run, 'json')))
        expect(again).toEqual(run)
      }),
      { numRuns: 500, seed: 11 },
    )
  })
})

describe('HTML', () => {
  it('carries its run along, whatever it is called', async () => {
    for (const run of fc.sample(anyRun, { numRuns: 40, seed: 5 })) {
      const [, after = ''] = (await report(run, 'html')).split(EMBEDDED_BEGINS)
      const [json = ''] = after.split(EMBEDDED_ENDS)
      expect(runDocumentSchema.parse(JSON.parse(json))).toEqual(run)
    }
  })
})

describe('CSV', () => {
  it('has a row for each trial, its columns named with their units, and numbers as numbers', async () => {
    const [header = [], ...rows] = csvRows(await report(DEADLOCKED, 'csv'))
    expect(rows).toHaveLength(DEADLOCKED.variants.reduce((sum, { trials }) => sum + Math.max(1, trials.length), 0))
    expect(header).toEqual(
      expect.arrayContaining(['run', 'variant', 'trial (from 1)', 'duration (ms)', 'operations (count)', 'grade']),
    )
    for (const row of rows) expect(row).toHaveLength(header.length)
    const durations = rows.map(row => Number(row[header.indexOf('duration (ms)')]))
    const expected = DEADLOCKED.variants.flatMap(({ trials }) => trials.map(trial => trial.durationMillis))
    expect(durations.filter(duration => duration > 0)).toEqual(expected.filter(duration => duration > 0))
  })
})

describe('hostile names', () => {
  const runs = fc.sample(anyRun, { numRuns: 24, seed: 3 })
  const made = new Map<ReportFormat, string[]>()
  beforeAll(async () => {
    const used = JSON.stringify(runs)
    for (const name of HOSTILE) expect(used).toContain(JSON.stringify(name))
    for (const format of REPORT_FORMATS) made.set(format, await Promise.all(runs.map(run => report(run, format))))
  })
  const textsOf = (format: ReportFormat): readonly string[] => present(made.get(format))

  it.each(['html', 'pdf', 'svg', 'png', 'md', 'txt', 'csv', 'trace.json'] as const)(
    'bring no control character and no turned direction into %s',
    format => {
      for (const text of textsOf(format)) {
        // What a line ends with is ours.
        const found = /.{0,40}[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(
          text.replaceAll(/\r\n|\n/g, ''),
        )
        expect(found?.[0]).toBeUndefined()
      }
    },
  )

  it.each(['html', 'pdf', 'svg', 'png'] as const)('bring no element, attribute or script into %s', format => {
    for (const text of textsOf(format)) {
      const tags = [
        ...text
          .replaceAll(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '')
          .matchAll(/<\/?([a-z!?][\w!-]*)([^>]*)>/gi),
      ]
      const known =
        /^(?:!doctype|html|head|meta|title|style|body|header|main|nav|section|p|h[123]|ol|ul|li|a|b|strong|em|code|pre|dl|dt|dd|div|span|table|caption|thead|tbody|tr|th|td|figure|figcaption|details|summary|svg|g|path|circle|rect|text|desc|\?xml)$/i
      expect(tags.map(([, tag = '']) => tag).filter(tag => !known.test(tag))).toEqual([])
      expect(
        tags.filter(([, , attributes = '']) =>
          /\s(?:on\w+|src|style|href)=/i.test(attributes.replaceAll(/"[^"]*"/g, '""').replaceAll(' href=""', '')),
        ),
      ).toEqual([])
      expect(
        tags.filter(
          ([whole, tag, attributes = '']) => tag === 'a' && whole !== '</a>' && !/^ href="#[a-z]+"$/.test(attributes),
        ),
      ).toEqual([])
      expect(text.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(3)
    }
  })

  it('bring no formula into CSV, and no row that is not a trial', () => {
    for (const [index, run] of runs.entries()) {
      const [header = [], ...rows] = csvRows(present(textsOf('csv')[index]))
      expect(rows).toHaveLength(run.variants.reduce((sum, { trials }) => sum + Math.max(1, trials.length), 0))
      for (const cell of [header, ...rows].flat()) {
        if (/^[=+@\t\r-]/.test(cell)) expect(Number(cell)).not.toBeNaN()
      }
    }
  })

  it('bring no markup, no link and no row into Markdown', () => {
    for (const text of textsOf('md')) {
      // In a fence nothing means anything; outside of one, what is escaped.
      const active = text.replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '').replaceAll(/\\./g, '')
      const lines = active.split('\n').filter(line => /<[a-z/!]|\]\(|https?:\/\/|www\./i.test(line))
      expect(lines).toEqual([])
    }
  })
})
