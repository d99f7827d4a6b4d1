import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DARK, LIGHT } from '../../../src/base/palette.ts'
import { evenly, piecesAt, ReplayPieces } from '../../../src/charts/figure-replay.ts'
import { runFigures } from '../../../src/charts/run-figures.ts'
import { seriesStrips } from '../../../src/charts/series-strips.ts'
import { ratesOf } from '../../../src/charts/throughput-over-time.ts'
import { buildCatalogue } from '../../../src/engine/run/build-catalogue.ts'
import { buildRunDocument } from '../../../src/engine/run/run-record.ts'
import { experiments } from '../../../src/engine/experiments/loaded.ts'
import { texts } from '../../../src/engine/experiments/texts.ts'
import { present } from '../../helpers/present.ts'
import { COMPLETED, exactTrials, lostUpdateEntry, summaryOf, trialThatLost } from '../../helpers/records.ts'
import { deadlockOf, philosophers } from '../../helpers/wait-records.ts'
import { waitsDocument, waitsPlan } from '../../helpers/waits-run.ts'

const entries = buildCatalogue(experiments, texts, { cores: 2 }).experiments
const entryOf = (id: string) => present(entries.find(entry => entry.id === id))
const recorded = [...exactTrials(4), ...[3, 0, 5, 20].map((lost, index) => trialThatLost(lost, 1, index))]
const run = buildRunDocument(summaryOf(['mutex', 'plain-increment']), lostUpdateEntry, recorded, COMPLETED)
const waited = waitsDocument(waitsPlan(3, 'end'), [philosophers(3)], [deadlockOf(3)])

describe('the figures of a run', () => {
  it('begin with the one that the experiment draws first, and end with what each trial came to', () => {
    const titles = runFigures(run, entryOf('lost-update')).map(({ title }) => title)
    expect(titles[0]).toMatch(/^Where the final value/)
    expect(titles.at(-1)).toBe('What each trial came to')
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('are there for an experiment that nobody knows, too', () => {
    expect(runFigures(run, null).map(({ title }) => title)).toEqual(['What each trial came to'])
  })

  it('show a proved deadlock at the moment of its proof, and every other moment to a script', () => {
    const graph = present(runFigures(waited, entryOf('dining-philosophers')).find(({ about }) => about === 'waits'))
    expect(graph.finding).toBe('Deadlock, proved: T1 -> fork 2 -> T2 -> fork 3 -> T3 -> fork 1 -> T1.')
    const replay = present(graph.replay)
    expect(replay.moments).toHaveLength(philosophers(3).samples.length)
    const shown = piecesAt(replay, replay.shown)
    expect(graph.inPage).toContain(shown.join(''))
    expect(shown.some(piece => piece.includes('stroke="var(--bad)" stroke-width="3"'))).toBe(true)
    expect(piecesAt(replay, 0).some(piece => piece.includes('var(--bad)'))).toBe(false)
  })

  it('let figures of trials grow from none to all', () => {
    const { replay, inPage } = present(runFigures(run, entryOf('lost-update'))[0])
    const all = present(replay)
    expect(all.moments.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].map(n => `after trial ${String(n)} of 4`))
    const [none, last] = [piecesAt(all, 0), piecesAt(all, 4)]
    for (const piece of last) expect(inPage).toContain(piece)
    expect(none.length).toBeLessThan(last.length)
  })

  it('are whole files of their own on request, with their words and light colours', () => {
    for (const figure of [
      ...runFigures(run, entryOf('lost-update')),
      ...runFigures(waited, entryOf('dining-philosophers')),
    ]) {
      const file = figure.file()
      expect(file).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+(\.\d+)?" height="\d/,
      )
      expect(file).toContain('<desc>')
      expect(file).not.toMatch(/var\(|href=|url\(|<script|<style|style=/)
      expect(figure.inPage).toContain('var(--ink')
    }
  })
})

describe('strips from a document', () => {
  const series = (trial: number, samples: number) => ({
    trial,
    atMillis: Array.from({ length: samples }, (_, index) => (index + 1) * 10),
    latenessMillis: Array.from({ length: samples }, () => 0),
    operations: Array.from({ length: samples }, (_, index) => [
      (index + 1) * 100,
      (index + 1) * 50 + (index === 700 ? 25 : 0),
    ]),
  })
  const trials = [0, 1].map(index => ({ ...trialThatLost(0, 0, index).trial, durationMillis: 20_000 }))

  it('have the rates that were sampled, trial after trial with a gap between', () => {
    const figure = present(seriesStrips({ workers: 2, trials, series: [series(0, 2), series(1, 2)] }, 2000))
    expect(figure.toSeconds).toBe(40)
    const [first] = figure.workers
    expect(ratesOf(present(first).curve)).toEqual(Array.from({ length: 6 }, () => 10_000))
    const { curve } = present(figure.total)
    const points = Array.from({ length: curve.length }, (_, at) => [curve.x(at), curve.y(at)])
    expect(points.map(([x]) => x)).toEqual([0, 0.01, 0.02, 0.02, 20, 20.01, 20.02, 20.02])
    expect(points.map(([, y]) => y)).toEqual([15_000, 15_000, 15_000, NaN, 15_000, 15_000, 15_000, NaN])
  })

  it('keep peaks and dips when there are more samples than points', () => {
    const figure = present(seriesStrips({ workers: 2, trials, series: [series(0, 2000)] }, 400))
    const { curve } = present(figure.workers[1])
    expect(curve.length).toBeLessThanOrEqual(400)
    const rates = ratesOf(curve)
    expect(Math.max(...rates)).toBe(7500)
    expect(Math.min(...rates)).toBe(2500)
  })

  it('are none where nothing was sampled', () => {
    expect(seriesStrips({ workers: 2, trials, series: [] }, 100)).toBeNull()
  })
})

describe('moments of a replay', () => {
  it('share what they have in common', () => {
    const pieces = new ReplayPieces(true)
    pieces.add('a', ['<g/>', '<path/>'])
    pieces.add('b', ['<path/>'])
    expect(pieces.replay(1, 0)).toEqual({
      pieces: ['<g/>', '<path/>'],
      moments: [
        { name: 'a', stretches: [0, 2] },
        { name: 'b', stretches: [1, 1] },
      ],
      shown: 1,
      left: 0,
    })
  })

  it('of which there is only one make no replay', () => {
    const pieces = new ReplayPieces(true)
    pieces.add('a', ['<g/>'])
    expect(pieces.replay(0, 0)).toBeNull()
  })

  it('are chosen evenly, with the ends and the one that matters', () => {
    expect(evenly(4, 10)).toEqual([0, 1, 2, 3])
    expect(evenly(101, 5)).toEqual([0, 25, 50, 75, 100])
    expect(evenly(101, 5, 33)).toEqual([0, 25, 33, 50, 75, 100])
  })
})

describe('the palette of reports', () => {
  const css = readFileSync(new URL('../../../src/renderer/theme/roles.css', import.meta.url), 'utf8')
  const themeOf = (theme: string): string => {
    const start = css.indexOf(`:root[data-theme='${theme}'] {`)
    return css.slice(start, css.indexOf('}', start))
  }

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('is that of the page in %s', (theme, palette) => {
    for (const [role, colour] of Object.entries(palette)) expect(themeOf(theme)).toContain(`${role}: ${colour};`)
  })
})
