import { describe, expect, it } from 'vitest'
import { shortNames } from '../../../src/charts/short-names.ts'
import { ringsOf, waitForGraph, type GraphNode, type WaitGraph } from '../../../src/charts/wait-for-graph.ts'
import { resourceKey, workerKey, type Ring } from '../../../src/charts/wait-graph-layout.ts'
import type { Resource, WaitSample } from '../../../src/contract/wait-graph.ts'
import { present } from '../../helpers/present.ts'
import { crowd, forks, look, mixture, philosophers, seated } from '../../helpers/wait-records.ts'

const WIDE = 1200

function graphOf(
  resources: readonly Resource[],
  sample: WaitSample,
  { rings, width = WIDE }: { rings?: readonly Ring[]; width?: number } = {},
): WaitGraph {
  const moment = { trial: 0, resources, sample }
  return waitForGraph(moment, rings ?? ringsOf(moment), width)
}

function proved(count: number, width = WIDE): WaitGraph {
  const { resources, samples } = philosophers(count)
  return graphOf(resources, present(samples.at(-1)), { width })
}

function placesOf({ nodes }: WaitGraph): Record<string, [number, number]> {
  return Object.fromEntries(nodes.map(({ key, x, y }) => [key, [x, y]]))
}

function nodeOf({ nodes }: WaitGraph, key: string): GraphNode {
  return present(nodes.find(node => node.key === key))
}

const rowsOf = (graph: WaitGraph): number[] => [...new Set(graph.nodes.map(({ y }) => y))]

describe('the places of a wait-for graph', () => {
  it('depend on names only: whoever waits, holds or has left', () => {
    const rings = ringsOf({ resources: forks(5), sample: seated(5, 5, { cycles: [[0, 1, 2, 3, 4]] }) })
    const { samples, resources } = philosophers(5)
    const places = samples.map(sample => placesOf(graphOf(resources, sample, { rings })))
    for (const place of places) expect(place).toEqual(places[0])
    expect(placesOf(graphOf(resources.toReversed(), look({ steps: [0, 0, 0, 0, 0] }), { rings }))).toEqual(places[0])
  })

  it('are the same before and after a proof where each takes its own lock first', () => {
    const { resources, samples } = philosophers(5)
    const [before, after] = [present(samples[2]), present(samples.at(-1))]
    expect(placesOf(graphOf(resources, before))).toEqual(placesOf(graphOf(resources, after)))
  })

  it('never lie on one another', () => {
    const all = [2, 5, 6, 8, 9, 16, 64].map(count => proved(count, 780))
    const { resources, sample } = crowd()
    all.push(graphOf(resources, sample, { width: 780 }), graphOf(mixture().resources, mixture().sample))
    for (const { nodes } of all) {
      for (const [index, { x, y }] of nodes.entries()) {
        const near = nodes.slice(index + 1).filter(other => Math.hypot(other.x - x, other.y - y) < 38)
        expect(near).toEqual([])
      }
    }
  })

  it('put a cycle into one straight row from its smallest worker, closed underneath', () => {
    const graph = proved(5)
    expect(rowsOf(graph)).toHaveLength(1)
    const row = graph.nodes.toSorted((a, b) => a.x - b.x).map(({ short }) => short)
    expect(row).toEqual(['T1', 'F2', 'T2', 'F3', 'T3', 'F4', 'T4', 'F5', 'T5', 'F1'])
    const [first, last] = [nodeOf(graph, workerKey(0)), nodeOf(graph, resourceKey('fork[0]'))]
    const closing = present(graph.edges.find(({ from, to }) => from === last.key && to === first.key))
    // Down, with rounded corners, and up again under the first worker.
    expect(closing.route.path).toMatch(/^M\S+ \S+V\S+Q.*H\S+Q.*V\S+$/)
    expect(closing.route.tip).toMatchObject({ x: first.x, y: first.y + 20, towards: [0, -1] })
    expect(graph.closings).toMatchObject([{ text: 'fork 1 is held by T1: the cycle closes' }])
  })

  it('come closer from six workers on, and turn from nine on', () => {
    const pitchOf = (graph: WaitGraph): number =>
      Math.abs(nodeOf(graph, workerKey(1)).x - nodeOf(graph, workerKey(0)).x) / 2
    expect([2, 5, 6, 8, 9, 16].map(count => pitchOf(proved(count)))).toEqual([80, 80, 64, 64, 64, 64])
    expect([5, 8, 9, 16].map(count => rowsOf(proved(count)).length)).toEqual([1, 1, 2, 2])
  })

  it('take as many rows as the figure needs, and stay inside it', () => {
    for (const count of [2, 5, 8, 16, 64]) {
      const graph = proved(count, 780)
      expect(graph.width).toBeLessThanOrEqual(780)
      for (const { x, y } of graph.nodes) {
        expect(x).toBeGreaterThanOrEqual(20)
        expect(y + 20).toBeLessThan(graph.height)
      }
    }
  })

  it('put bystanders below, with lines that leave sideways and come up from below', () => {
    const sample = seated(5, 5, { cycles: [[0, 1, 2, 3, 4]], steps: [2, 2, 2, 2, 2, 1] })
    const waits = [...sample.waits, { worker: 5, resource: 2, sinceMillis: 6.7, timed: true }]
    const graph = graphOf(forks(5), { ...sample, waits })
    const [bystander, lock] = [nodeOf(graph, workerKey(5)), nodeOf(graph, resourceKey('fork[2]'))]
    expect(bystander.y).toBeGreaterThan(lock.y + 57)
    expect(bystander).toMatchObject({ part: 'bystander', above: 'timed, 3.60\u202fms' })
    const line = present(graph.edges.find(({ from }) => from === bystander.key))
    expect(line).toMatchObject({ timed: true, proved: false })
    expect(line.route.path).toContain(`M${bystander.x + 20} ${bystander.y}H`)
    expect(line.route.tip).toMatchObject({ y: lock.y + 17, towards: [0, -1] })
  })

  it('put workers left and resources right where they do not come in pairs', () => {
    const { resources, sample } = mixture()
    const { nodes } = graphOf(resources, sample)
    const right = nodes.filter(({ kind }) => kind !== 'worker').map(({ x }) => x)
    const left = nodes.filter(({ kind }) => kind === 'worker').map(({ x }) => x)
    expect(Math.max(...left)).toBeLessThan(Math.min(...right))
  })
})

describe('a wait-for graph', () => {
  it('is bold after proof only', () => {
    const { resources, samples } = philosophers(3)
    const seen = graphOf(resources, present(samples[3]))
    expect(seen).toMatchObject({ proved: false, finding: 'T1, T2 and T3 wait; no deadlock is proved.' })
    expect(seen.caption).toMatch(/^waits seen, not proved · /)
    expect(seen.edges.some(edge => edge.proved)).toBe(false)
    expect(seen.nodes.map(({ part }) => part)).not.toContain('cycle')
    const after = graphOf(resources, present(samples[4]))
    expect(after.caption).not.toContain('not proved')
    expect(after.finding).toBe('Deadlock, proved: T1 -> fork 2 -> T2 -> fork 3 -> T3 -> fork 1 -> T1.')
    expect(after.edges.every(edge => edge.proved)).toBe(true)
    expect(after.edges).toHaveLength(6)
  })

  it('draws two cycles at once, each in its own row', () => {
    const sample = seated(4, 0, {
      cycles: [
        [0, 1],
        [2, 3],
      ],
      waits: [1, 0, 3, 2].map((resource, worker) => ({ worker, resource, sinceMillis: 1, timed: false })),
    })
    const graph = graphOf(forks(4), sample)
    expect(rowsOf(graph)).toHaveLength(2)
    expect(graph.edges.filter(edge => edge.proved)).toHaveLength(8)
    expect(graph.closings.map(({ text }) => text)).toEqual([
      'fork 1 is held by T1: the cycle closes',
      'fork 3 is held by T3: the cycle closes',
    ])
  })

  it('draws a worker that waits for itself', () => {
    const sample = look({
      atMillis: 5,
      holds: [{ worker: 0, resource: 0 }],
      waits: [{ worker: 0, resource: 0, sinceMillis: 1, timed: false }],
      cycles: [[0]],
      steps: [1],
    })
    const graph = graphOf([{ name: 'gate', kind: 'mutex' }], sample)
    expect(graph.finding).toBe('Deadlock, proved: T1 -> gate -> T1.')
    expect(graph.nodes[0]?.words).toBe('T1 holds gate and waits for gate, which it holds itself.')
    expect(new Set(graph.edges.map(({ route }) => route.path)).size).toBe(2)
  })

  it('tells kinds apart, writes permits and names, and marks who died with a lock', () => {
    const { resources, sample } = mixture()
    const graph = graphOf(resources, sample)
    const kinds = Object.fromEntries(graph.nodes.map(({ name, kind }) => [name, kind]))
    expect(kinds).toMatchObject({
      gate: 'lock',
      table: 'lock',
      'table reader 3': 'lock',
      seats: 'semaphore',
      ready: 'signal',
    })
    expect(nodeOf(graph, resourceKey('seats'))).toMatchObject({ below: '0 free', beside: 'seats' })
    expect(nodeOf(graph, workerKey(5))).toMatchObject({
      abandoned: true,
      words: 'T6 has died and still holds gate: abandoned.',
    })
    expect(graph.caption).toContain('open square: semaphore')
    expect(graph.caption).toContain('dashed: timed wait, no part of a deadlock')
  })

  it('says in words what the lines at a mark mean, without figures', () => {
    const { resources, sample } = mixture()
    const graph = graphOf(resources, sample)
    expect(nodeOf(graph, workerKey(1)).words).toBe(
      'T2 holds nothing and waits for gate, which T6 holds, with a time limit.',
    )
    expect(nodeOf(graph, resourceKey('gate')).words).toBe('gate: held by T6. T2 (with a time limit) waits for it.')
    expect(nodeOf(graph, resourceKey('seats')).words).toBe('seats: 0 free. T1 waits for it.')
  })

  it('leaves out of a crowd what nobody holds or waits for, and the lines of locks that nobody wants', () => {
    const { resources, sample } = crowd()
    const graph = graphOf(resources, sample, { width: 780 })
    const drawn = graph.nodes.filter(({ kind }) => kind === 'lock').length
    expect(graph.notDrawn).toBe(256 - drawn)
    expect(drawn).toBe(new Set([...sample.holds, ...sample.waits].map(({ resource }) => resource)).size)
    expect(nodeOf(graph, resourceKey('account[100]'))).toMatchObject({ below: 'T1' })
    const awaited = new Set(sample.waits.map(({ resource }) => resource))
    expect(graph.edges.filter(({ quiet }) => quiet)).toHaveLength(
      sample.holds.filter(({ resource }) => !awaited.has(resource)).length,
    )
    expect(graph.edges.filter(edge => edge.proved)).toHaveLength(4)
  })
})

describe('the time in a wait', () => {
  it('is told from the look that found it to the look that is shown, and is new where they are one', () => {
    const sample = seated(2, 2)
    const waits = sample.waits.map(wait => (wait.worker === 1 ? { ...wait, sinceMillis: sample.atMillis } : wait))
    const graph = graphOf(forks(2), { ...sample, waits })
    expect(graph.nodes.slice(0, 2).map(({ above }) => above)).toEqual(['8.30\u202fms', 'new'])
  })
})

describe('short names', () => {
  const short = (...names: string[]): string[] => [...shortNames(names.map(name => ({ name, room: 4 }))).values()]

  it('are the first letter and the number, and short names themselves', () => {
    expect(short('fork[0]', 'fork[11]')).toEqual(['F1', 'F12'])
    expect(short('gate', 'a')).toEqual(['gate', 'a'])
    expect(short('table.fork[1]')).toEqual(['F2'])
  })

  it('have as many letters as tell names apart', () => {
    expect(short('first', 'second')).toEqual(['F', 'S'])
    expect(short('left[0]', 'lock[0]')).toEqual(['Le1', 'Lo1'])
    // T1 is a worker.
    expect(short('tool[0]')).toEqual(['To1'])
  })
})
