import { expect } from 'vitest'
import type { RunDocument } from '../../../src/contract/run-document.ts'
import { variantOf } from './trials.ts'

const MOST = 25

/** Trials that stood still until they were ended for it. */
export function stallsOf(document: RunDocument, variant: string): number {
  return variantOf(document, variant).trials.filter(({ state }) => state === 'stalled').length
}

/** The broken variant stood still nearly always, and did nothing that it must not do. */
export function expectStalled(document: RunDocument, variant: string, atLeast = MOST): void {
  expect(stallsOf(document, variant)).toBeGreaterThanOrEqual(atLeast)
  expect(variantOf(document, variant).verdict).toBe('passed')
}

/** The oracle can fail: sabotaged, a fixed variant stands still and does not pass. */
export function expectStallCaught(document: RunDocument, variant: string): void {
  expect(stallsOf(document, variant)).toBeGreaterThan(0)
  expect(variantOf(document, variant).verdict).toBe('failed')
}
