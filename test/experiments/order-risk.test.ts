import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { expectDeadlocked } from './support/deadlocks.ts'
import {
  countOf,
  expectCaught,
  expectFixed,
  expectShown,
  runSabotaged,
  runTrials,
  variantOf,
} from './support/trials.ts'

const set = { workers: 2, visits: 3, stallAfter: 2 }

function risksIn(document: RunDocument, variant: string) {
  return variantOf(document, variant).deadlocks.filter(({ kind }) => kind === 'order-risk')
}

describe('order-risk on real threads', () => {
  it('tells the circle of orders in every trial, though each of them completes', async () => {
    const document = await runTrials('order-risk', { set })
    expectShown(document, 'inversion', 'circle-of-orders', 30)
    expect(variantOf(document, 'inversion').trials.every(({ state }) => state === 'completed')).toBe(true)
    expect(risksIn(document, 'inversion')).toHaveLength(30)
    for (const risk of risksIn(document, 'inversion')) {
      expect(risk).toMatchObject({ proved: false, cycle: [], resources: ['lock[1]', 'lock[0]'] })
      expect(risk.cause).toMatch(/^T1 held lock 1 and asked for lock 2; T2 held lock 2 and asked for lock 1/)
    }
  })

  it('calls the same orders behind a gate neither a deadlock nor a risk, with turns or without', async () => {
    for (const turns of ['on', 'off']) {
      const document = await runTrials('order-risk', {
        variants: ['gate-lock', 'consistent-order'],
        set: { ...set, turns },
      })
      expectFixed(document, 'gate-lock', 'consistent-order')
      expect(document.variants.flatMap(({ deadlocks }) => deadlocks)).toEqual([])
    }
  })

  it('finds the smallest circle of a longer ring', async () => {
    const document = await runTrials('order-risk', { variants: ['inversion'], set: { ...set, workers: 5, trials: 5 } })
    for (const risk of risksIn(document, 'inversion')) {
      expect(risk.resources).toEqual(['lock[1]', 'lock[2]', 'lock[3]', 'lock[4]', 'lock[0]'])
    }
    expect(risksIn(document, 'inversion')).toHaveLength(5)
  })

  it('measures what recording orders costs, where trials complete', async () => {
    const document = await runTrials('order-risk', { variants: ['inversion'], set: { ...set, trials: 2 } })
    const { instruments } = variantOf(document, 'inversion')
    expect(instruments).toMatchObject([{ name: 'lock-order recording', ratio: { unit: 'ratio', n: 6 } }])
    const told = document.warnings.find(({ code }) => code === 'recording-on')
    expect(told?.message).toMatch(/^workers recorded in which order they took locks, in every trial: .*inversion/)
    const naive = await runTrials('lock-order', {
      variants: ['naive'],
      set: { recordOrder: 'on', trials: 1, warmUp: 0 },
    })
    expect(variantOf(naive, 'naive').instruments).toEqual([{ name: 'lock-order recording', ratio: null }])
  })

  it('says nothing where nothing is recorded', async () => {
    const document = await runTrials('order-risk', {
      variants: ['inversion'],
      set: { ...set, recordOrder: 'off', trials: 5 },
    })
    expect(countOf(document, 'inversion', 'in-order')).toBe(5)
    expect(variantOf(document, 'inversion')).toMatchObject({ deadlocks: [], instruments: [] })
  })

  it('was right: without turns the same program deadlocks', async () => {
    const document = await runTrials('order-risk', {
      variants: ['inversion'],
      set: { ...set, turns: 'off', visits: 10_000, trials: 5 },
    })
    expectDeadlocked(document, 'inversion')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('order-risk', { variants: ['consistent-order'], set: { ...set, trials: 5 } })
    expectCaught(document, 'consistent-order', 'circle-of-orders')
  })
})
