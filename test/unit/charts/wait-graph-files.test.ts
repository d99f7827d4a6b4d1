import { describe, expect, it } from 'vitest'
import { textWidth } from '../../../src/charts/drawing.ts'
import { ringsOf, waitForGraph, type WaitGraph } from '../../../src/charts/wait-for-graph.ts'
import { graphDot } from '../../../src/charts/wait-graph-dot.ts'
import { graphMarks, graphSvg, litAround } from '../../../src/charts/wait-graph-drawing.ts'
import { workerKey } from '../../../src/charts/wait-graph-layout.ts'
import type { Resource, WaitSample } from '../../../src/contract/wait-graph.ts'
import { present } from '../../helpers/present.ts'
import { crowd, look, mixture, philosophers } from '../../helpers/wait-records.ts'
import { ROLES } from './chart-roles.ts'

function graphOf(resources: readonly Resource[], sample: WaitSample): WaitGraph {
  const moment = { trial: 0, resources, sample }
  return waitForGraph(moment, ringsOf(moment), 780)
}

const { resources, samples } = philosophers(2)
const PROVED = graphOf(resources, present(samples.at(-1)))
const HOSTILE = graphOf(
  [{ name: '"a\\"; b -> c]\n<g>&', kind: 'mutex' }],
  look({ holds: [{ worker: 0, resource: 0 }] }),
)

describe('the SVG file', () => {
  it('is one file with its colours, in which the proved cycle is bold', () => {
    const svg = graphSvg(PROVED, ROLES, 'Who waits for whom')
    expect(svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /)
    expect(svg).toContain('<title>Who waits for whom</title>')
    expect(svg).toContain('<desc>Deadlock, proved: T1 -&gt; fork 2 -&gt; T2 -&gt; fork 1 -&gt; T1.</desc>')
    expect(svg).toContain('<path d="M46 46L89 46" fill="none" stroke="bad" stroke-width="3"/>')
    expect(svg.match(/stroke="bad" stroke-width="3"/g)).toHaveLength(4)
    expect(svg).toContain('<circle cx="26" cy="46" r="20" fill="page" stroke="ink" stroke-width="2"/>')
    expect(svg).toContain('fork 1 is held by T1: the cycle closes</text>')
    expect(svg).not.toMatch(/var\(|href|url\(|<script|<style/)
  })

  it('dashes timed waits, and crosses out who died with a lock', () => {
    const svg = graphSvg(graphOf(mixture().resources, mixture().sample), ROLES, 'mixture')
    expect(svg.match(/stroke-dasharray="5 4"/g)).toHaveLength(1)
    expect(svg).toContain('stroke="bad" stroke-width="2" stroke-dasharray="7 5"')
  })

  it('begins no words outside its left edge', () => {
    const timed = look({
      atMillis: 5,
      waits: [{ worker: 0, resource: 1, sinceMillis: 0, timed: true }],
      holds: [{ worker: 1, resource: 1 }],
    })
    const svg = graphSvg(graphOf(resources, timed), ROLES, 'timed')
    const [, x = ''] = /<text x="([\d.]+)"[^>]*text-anchor="middle"[^>]*>timed, /.exec(svg) ?? []
    expect(Number(x)).toBeGreaterThan(26)
    const middles = [...svg.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="middle"[^>]*>([^<]+)</g)]
    for (const [, at = '', text = ''] of middles) expect(Number(at)).toBeGreaterThanOrEqual(textWidth(text) / 2 - 1)
  })

  it('says what is not drawn', () => {
    const { notDrawn } = graphOf(crowd().resources, crowd().sample)
    const svg = graphSvg(graphOf(crowd().resources, crowd().sample), ROLES, 'crowd')
    expect(svg).toContain(`${String(notDrawn)} locks that nobody holds or waits for are not drawn.`)
  })

  it('lets no name out of its place', () => {
    const svg = graphSvg(HOSTILE, ROLES, '</title>&\u0000')
    expect(svg).toContain('<title>&lt;/title&gt;&amp;\ufffd</title>')
    expect(svg).not.toContain('<g>&')
  })
})

describe('the DOT file', () => {
  it('has every mark and line, with what is proved', () => {
    const dot = graphDot(PROVED, 'run 1')
    expect(dot.split('\n')).toEqual([
      'digraph "run 1" {',
      '  label="Deadlock, proved: T1 -> fork 2 -> T2 -> fork 1 -> T1.";',
      '  rankdir=LR;',
      '  node [fontname="sans-serif"];',
      '  edge [fontname="sans-serif", color="gray40"];',
      '  n0 [label="T1", tooltip="T1 holds fork 1 and waits for fork 2, which T2 holds.", shape="circle"];',
      '  n1 [label="T2", tooltip="T2 holds fork 2 and waits for fork 1, which T1 holds.", shape="circle"];',
      '  n2 [label="fork 1", tooltip="fork 1: held by T1. T2 waits for it.", shape="box", style="filled", fillcolor="black", fontcolor="white"];',
      '  n3 [label="fork 2", tooltip="fork 2: held by T2. T1 waits for it.", shape="box", style="filled", fillcolor="black", fontcolor="white"];',
      '  n2 -> n0 [label="held by", arrowhead="dot", color="red3", penwidth="3"];',
      '  n3 -> n1 [label="held by", arrowhead="dot", color="red3", penwidth="3"];',
      '  n0 -> n3 [label="waits 8.30\u202fms", arrowhead="normal", color="red3", penwidth="3"];',
      '  n1 -> n2 [label="waits 7.90\u202fms", arrowhead="normal", color="red3", penwidth="3"];',
      '}',
      '',
    ])
  })

  it('quotes what a name could break out with', () => {
    const dot = graphDot(HOSTILE, 'a "title" \\')
    expect(dot).toContain('digraph "a \\"title\\" \\\\" {')
    expect(dot).toContain('label="\\"a\\\\\\"; b -> c] <g>&"')
    expect(dot.split('\n').filter(line => line.includes('b -> c'))).toHaveLength(2)
  })

  it('dashes timed waits and has the lines that the picture leaves out', () => {
    expect(graphDot(graphOf(mixture().resources, mixture().sample), 'm')).toContain('style="dashed"')
    const { edges } = graphOf(crowd().resources, crowd().sample)
    const dot = graphDot(graphOf(crowd().resources, crowd().sample), 'c')
    expect(dot.match(/ -> n\d+ \[/g)).toHaveLength(edges.length)
  })
})

describe('a mark that a reader picks out', () => {
  it('keeps its own lines and their ends, and fades the others', () => {
    const lit = litAround(PROVED, workerKey(0))
    expect(lit.nodes).toEqual(new Set(['worker 0', 'resource fork[0]', 'resource fork[1]']))
    expect(lit.edges.size).toBe(2)
    const marks = graphMarks(PROVED, ROLES, lit)
    const faded = marks.edges.filter(({ drawn }) => drawn.attributes['opacity'] !== undefined)
    expect(faded.map(({ edge }) => edge.key).toSorted()).toEqual(['1 holds fork[1]', '1 waits fork[0]'])
  })

  it('shows the lines of locks that a crowd leaves out', () => {
    const graph = graphOf(crowd().resources, crowd().sample)
    const count = (lit: ReturnType<typeof litAround> | null): number => graphMarks(graph, ROLES, lit).edges.length
    expect(count(litAround(graph, workerKey(0)))).toBeGreaterThan(count(null))
  })
})
