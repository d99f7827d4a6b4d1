import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import { EMBEDDED_BEGINS, EMBEDDED_ENDS } from '../../../../src/contract/embedded-run.ts'
import { buildReport } from '../../../../src/engine/report/build-report.ts'
import { toHtml } from '../../../../src/engine/report/to-html.ts'
import { toJson } from '../../../../src/engine/report/to-json.ts'
import { LONGEST_IMPORT } from '../../../../src/contract/history.ts'
import { importedRun } from '../../../../src/engine/run/imported-run.ts'
import { buildRunDocument } from '../../../../src/engine/run/run-record.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { COMPLETED, lostUpdateEntry, summaryOf, trialThatLost } from '../../../helpers/records.ts'
import { present } from '../../../helpers/present.ts'
import { documentCalled } from '../../../helpers/run-documents.ts'

const RUN = documentCalled('lost-update-0000001')

/** The same report as HTML. */
function asHtml(run: RunDocument): string {
  return toHtml(buildReport(run, null, []), { script: '', sha256: () => 'none' })
}

/** An HTML report whose JSON is this. */
function htmlAround(json: string): string {
  const [before = '', after = ''] = asHtml(RUN).split(jsonIn(asHtml(RUN)))
  return before + json.replaceAll('<', '\\u003c') + after
}

function jsonIn(html: string): string {
  return present(new RegExp(`${EMBEDDED_BEGINS}(.*?)${EMBEDDED_ENDS}`, 's').exec(html)?.[1])
}

/** The report of a run in which the first occurrence of `text` is another one. */
function changed(text: string, into: string): string {
  const report = toJson(RUN)
  expect(report).toContain(text)
  return report.replace(text, () => into)
}

function messageFor(text: string): string {
  const error = labErrorOf(() => importedRun(text))
  expect(error.code).toBe('BAD_IMPORT')
  expect(error.hints.allowed).toBeDefined()
  expect(error.hints.suggestion).toBeDefined()
  return error.message
}

describe('the import of a run', () => {
  it('takes back what was exported, whatever the run', () => {
    const trial = fc.record({
      arm: fc.nat({ max: 1 }),
      lost: fc.nat({ max: 18 }),
      duration: fc.double({ min: 0, max: 1e9, noNaN: true }),
    })
    const run = fc.record({
      trials: fc.array(trial, { maxLength: 12 }),
      seed: fc.nat({ max: 2 ** 32 - 1 }),
      durationMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
    })
    fc.assert(
      fc.property(run, ({ trials, seed, durationMillis }) => {
        const recorded = trials.map(({ arm, lost, duration }, index) => {
          const made = trialThatLost(lost, arm, index, { throughput: duration + 1 })
          return { ...made, trial: { ...made.trial, durationMillis: duration } }
        })
        const plan = { ...summaryOf(['plain-increment', 'mutex']), seed }
        const document = buildRunDocument(plan, lostUpdateEntry, recorded, { ...COMPLETED, durationMillis })
        for (const report of [toJson(document), asHtml(document)]) {
          const again = importedRun(report)
          expect(again).toEqual(document)
          expect(toJson(again)).toBe(toJson(document))
        }
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  it.each([
    ['nothing', '', 'no JSON'],
    ['no JSON', '{"schema":', 'no JSON'],
    ['no run', '[]', 'schema'],
    ['a number', '7', 'schema'],
    ['null', 'null', 'schema'],
    ['NaN', '{"schema":"interleave.run/1","seed":NaN}', 'no JSON'],
    ['what is nested too deep', '['.repeat(33), 'nested'],
    ['a million brackets', '['.repeat(1_000_000), 'nested'],
  ])('refuses %s', (_, text, why) => {
    expect(messageFor(text)).toContain(why)
  })

  it('refuses a file that is too long before it looks at it', () => {
    expect(messageFor(' '.repeat(LONGEST_IMPORT + 1))).toContain('longer')
  })

  it.each([
    ['another version', '"interleave.run/1"', '"interleave.run/2"', 'interleave.run/2'],
    ['a missing field', '"seed": 7,', '', 'seed'],
    ['a field too many', '"seed": 7,', '"seed": 7, "extra": 1,', 'extra: a field'],
    ['a nested field too many', '"count": 4,', '"count": 4, "extra": 1,', 'extra: a field'],
    ['a number that is too large', '"durationMillis": 1234', '"durationMillis": 1e999', 'too large'],
    ['a number that is none', '"durationMillis": 1234', '"durationMillis": "1234"', 'durationMillis'],
    ['a prototype', '"seed": 7,', '"seed": 7, "__proto__": {"verdict": "passed"},', '__proto__'],
    ['a lone surrogate', '"seed": 7,', '"seed": 7, "\\ud800": 1,', 'cannot be shown'],
    ['a path for an id', '"lost-update-0000001"', '"../../x"', 'no name'],
    ['a formula for an id', '"lost-update-0000001"', '"=HYPERLINK(1)"', 'no name'],
    ['markup for an experiment', '"experiment": "lost-update"', '"experiment": "<img onerror=x>"', 'no name'],
    ['markup for a variant', '"variant": "mutex"', '"variant": "<img onerror=x>"', 'no name'],
    ['a control sequence', '"headline": "', '"headline": "\\u001b[2J', 'cannot be shown'],
    ['a direction override', '"headline": "', '"headline": "\\u202e', 'cannot be shown'],
    ['a lone surrogate in a text', '"headline": "', '"headline": "\\udfff', 'cannot be shown'],
    ['a total that does not match', '"count": 4,', '"count": 5,', 'counted 5 times'],
    ['an outcome without a row', '"outcome": "lost"', '"outcome": "gained"', 'has no row'],
    ['a verdict that does not follow', '"verdict": "passed"', '"verdict": "failed"', 'verdict'],
    ['trials out of order', '"index": 1', '"index": 3', 'order'],
    ['a variant that is there twice', '"variant": "mutex"', '"variant": "plain-increment"', 'twice'],
    ['a formula for a figure of a trial', '"throughput": 10000', '"=HYPERLINK(1)": 10000', 'no name'],
  ])('refuses %s and names it, as JSON and in HTML', (_, text, into, why) => {
    expect(messageFor(changed(text, into))).toContain(why)
    expect(messageFor(htmlAround(changed(text, into)))).toContain(why)
  })

  it.each([
    ['HTML without a run', '<!doctype html><p>nothing</p>', 'no run of this lab is in it'],
    ['a page that only looks like one', '<script type="application/json">{}</script>', 'no run of this lab is in it'],
    ['a run that breaks off', `${EMBEDDED_BEGINS}{"schema":`, 'breaks off'],
    ['two runs', `${asHtml(RUN)}${asHtml(RUN)}`, 'more than one run'],
    ['a script in place of a run', `${EMBEDDED_BEGINS}alert(1)${EMBEDDED_ENDS}`, 'no JSON'],
    ['an element in a run', `${EMBEDDED_BEGINS}{"<img onerror=alert(1)>": 1}${EMBEDDED_ENDS}`, 'schema'],
    ['a run that is nested too deep', `<${EMBEDDED_BEGINS}${'['.repeat(33)}${EMBEDDED_ENDS}`, 'nested'],
  ])('refuses %s', (_, text, why) => {
    expect(messageFor(text)).toContain(why)
  })

  it('leaves every prototype as it was, whatever it was given', () => {
    const polluting = ['__proto__', 'constructor', 'prototype', 'toString'].flatMap(name => [
      changed('"seed": 7,', `"seed": 7, ${JSON.stringify(name)}: {"polluted": true},`),
      changed('"observed": {', `"observed": { ${JSON.stringify(name)}: "polluted",`),
      changed('"params": {', `"params": { ${JSON.stringify(name)}: "polluted",`),
    ])
    for (const text of polluting.flatMap(json => [json, htmlAround(json)])) {
      try {
        importedRun(text)
      } catch (thrown) {
        expect(
          labErrorOf(() => {
            throw thrown
          }).code,
        ).toBe('BAD_IMPORT')
      }
    }
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted')
    expect({}).not.toHaveProperty('polluted')
    expect(Object.prototype.toString.call({})).toBe('[object Object]')
  })

  it('refuses a verdict that its variants do not come to', () => {
    const lies: RunDocument = { ...RUN, verdict: 'inconclusive' }
    expect(messageFor(toJson(lies))).toContain('its variants make it "passed"')
  })

  it('shows what it was given only in printable form', () => {
    const message = messageFor(changed('"interleave.run/1"', '"x\\u2028y"'))
    expect(message).not.toMatch(/[\u0000-\u001f\u2028]/)
  })
})
