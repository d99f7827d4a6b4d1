import { expect } from 'vitest'
import type { Finding, RunDocument } from '../../../src/contract/run-document.ts'
import { variantOf } from './trials.ts'

/** What was proved in the trials of a variant. */
export function provedIn(document: RunDocument, variant: string): readonly Finding[] {
  return variantOf(document, variant).deadlocks.filter(({ kind, proved }) => kind === 'deadlock' && proved)
}

/** Trials that ended as deadlocked. */
function deadlocksOf(document: RunDocument, variant: string): number {
  return variantOf(document, variant).trials.filter(({ state }) => state === 'deadlocked').length
}

/** The broken variant deadlocked in every trial, by proof, and did nothing that it must not do. */
export function expectDeadlocked(document: RunDocument, variant: string): void {
  const { trials, verdict } = variantOf(document, variant)
  expect({ variant, verdict, deadlocked: deadlocksOf(document, variant) }).toEqual({
    variant,
    verdict: 'passed',
    deadlocked: trials.length,
  })
  expect(new Set(provedIn(document, variant).map(({ trial }) => trial)).size).toBe(trials.length)
}

/** Every proved circle of the variant, each as its workers from the smallest on. */
export function cyclesOf(document: RunDocument, variant: string): readonly (readonly number[])[] {
  return provedIn(document, variant).map(({ cycle }) => cycle.map(({ worker }) => worker))
}

/** The oracle can fail: sabotaged, a fixed variant deadlocks and does not pass. */
export function expectDeadlockCaught(document: RunDocument, variant: string): void {
  expect(deadlocksOf(document, variant)).toBeGreaterThan(0)
  expect(variantOf(document, variant).verdict).toBe('failed')
}

/** Deadlocks were broken by a victim in every trial, and everybody came to an end. */
export function expectRecovered(document: RunDocument, variant: string): void {
  const { trials, outcomes, checks } = variantOf(document, variant)
  expect(outcomes.filter(({ count }) => count > 0)).toMatchObject([{ name: 'recovered', count: trials.length }])
  expect(checks.filter(({ failures }) => failures > 0)).toEqual([])
}
