import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { outcomesTables } from '../../../../src/contract/run-comparison-tables.ts'
import type { RunComparison } from '../../../../src/contract/run-comparison.ts'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import type { Warning } from '../../../../src/contract/warning.ts'
import { compareRuns } from '../../../../src/engine/run/compare-runs.ts'
import { runOf } from '../../../helpers/compared-documents.ts'
import { present } from '../../../helpers/present.ts'

function compared(...documents: readonly RunDocument[]): RunComparison {
  return compareRuns(documents.map(document => ({ document, name: '', imported: false })))
}

const VARIANTS = ['plain-increment', 'plain-read-write', 'atomic-load-store', 'atomic-add', 'mutex', 'per-worker-sum']
const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]

describe('the outcomes of compared runs', () => {
  it('show no difference in at least 95 of 100 comparisons of a run with another one of the same', () => {
    const random = new Prng(5)
    const run = (id: string): RunDocument => {
      const lost = () => Array.from({ length: 30 }, () => Number(random.nextBelow(10) < 3))
      return runOf(
        id,
        Object.fromEntries(VARIANTS.map(name => [name, { throughputs: lost().map(() => 1e6), lost: lost() }])),
      )
    }
    const silent = Array.from({ length: 100 }, () => compared(run('a-1'), run('b-1'))).filter(({ variants }) => {
      const all = variants.flatMap(({ outcomes }) => outcomes.flatMap(({ differences }) => differences))
      return all.every(({ says }) => says === 'no-difference')
    })
    expect(silent.length).toBeGreaterThanOrEqual(95)
  })

  it('come before speed, with how much more often they came up', () => {
    const losing = (id: string, times: number) =>
      runOf(id, { 'plain-increment': { throughputs: STEADY, lost: STEADY.map((_, index) => Number(index < times)) } })
    const [base, other] = [losing('a-1', 1), losing('b-1', 10)]
    const found = compared(base, other)
    expect(found.headline).toMatch(
      /^plain-increment: lost was seen 90\.0 points more often in B than in A \(\d\d\.\d to \d\d\.\d\), in these two runs\. No difference of speed shown between A and B/,
    )
    expect(present(found.variants[0]).outcomes.map(({ differences }) => differences.map(({ says }) => says))).toEqual(
      expect.arrayContaining([['less-often'], ['more-often']]),
    )
    const busy: Warning = { code: 'host-busy', message: 'others had 40 % of the processors' }
    const doubtful = compared(base, { ...other, warnings: [busy] })
    expect(doubtful.headline).not.toContain('more often')
    const { rows, columns } = present(outcomesTables(doubtful, null)[0])
    expect(columns).toEqual(['variant and outcome', 'A', 'B', 'B against A'])
    expect(rows.find(([name]) => name === 'plain-increment: lost (interesting)')).toEqual([
      'plain-increment: lost (interesting)',
      '1 of 10 (1.8–40\u202f%)',
      '10 of 10 (72–100\u202f%)',
      expect.stringMatching(
        /^no difference shown \(\d\d\.\d to \d\d\.\d points, but others had part of the machine in B\)$/,
      ),
    ])
  })

  it('have intervals that hold together', () => {
    const confidences = [1, 2].map(factor => {
      const names = VARIANTS.slice(0, 3 * factor)
      const run = (id: string) =>
        runOf(id, Object.fromEntries(names.map(name => [name, { throughputs: STEADY, lost: [1, 0, 1] }])))
      const outcomes = compared(run('a-1'), run('b-1')).variants.flatMap(one => one.outcomes)
      const differences = outcomes.flatMap(one => one.differences)
      return new Set(differences.map(one => ('confidence' in one ? one.confidence : null)))
    })
    // Of each variant what is exact and what is lost; nothing is ever out of bounds.
    expect(confidences).toEqual([new Set([1 - 0.01 / 6]), new Set([1 - 0.01 / 12])])
  })
})
