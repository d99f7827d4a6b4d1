import { describe, expect, it } from 'vitest'
import { findingsInWords, rejectedInWords } from '../../../src/contract/findings-in-words.ts'
import type { Finding, VariantResult } from '../../../src/contract/run-document.ts'
import { waitsDocument, waitsPlan } from '../../helpers/waits-run.ts'
import { deadlockOf, philosophers } from '../../helpers/wait-records.ts'
import { present } from '../../helpers/present.ts'

function variantWith(deadlocks: Finding[], rejected = 0): VariantResult {
  const records = [philosophers(2), philosophers(2, 1)]
  const { variants } = waitsDocument(waitsPlan(2, 'end'), records, deadlocks, rejected)
  return present(variants.find(({ variant }) => variant === 'naive'))
}

const recovery = { by: 'victim', worker: 1, millis: 1.5, complete: true } as const

describe('findings in words', () => {
  it('count trials, not findings, and name the cause of the first', () => {
    const [line] = findingsInWords([variantWith([deadlockOf(2), deadlockOf(2), deadlockOf(2, 1)])])
    expect(line?.word).toBe('DEADLOCK (proved)')
    expect(line?.text).toMatch(/^in 2 of 2 trials, noticed after .*; trial 1: each waits for what the next one holds$/)
  })

  it('say what was done about it, and how long that took', () => {
    const longer = { ...recovery, millis: 2.5 }
    const found = [
      { ...deadlockOf(2), recovery },
      { ...deadlockOf(2, 1), recovery: longer },
    ]
    const [line] = findingsInWords([variantWith(found)])
    expect(line?.text).toContain('T2 was thrown out of its wait, and the others went on')
    expect(line?.text).toMatch(/2 of 2 recovered, within 2\.50\sms$/)
  })

  it('tell of circles that did not stand, and of nothing where there were none', () => {
    expect(rejectedInWords(variantWith([], 1))).toBe(
      '1 circle of waits did not stand when looked at again: not reported',
    )
    expect(rejectedInWords(variantWith([]))).toBeNull()
  })
})
