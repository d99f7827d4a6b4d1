import { describe, expect, it } from 'vitest'
import type { LockOrderEdge } from '../../../../src/base/lock-order-edge.ts'
import { riskInWords, riskyCycle } from '../../../../src/engine/analysis/lock-order.ts'

/** "0: a b > c": worker 0 held a and b when it acquired c. */
function seen(...lines: readonly string[]): LockOrderEdge[] {
  return lines.map(line => {
    const [, worker = '', held = '', acquired = ''] = /^(\d+): (.*?) ?> (\w+)$/.exec(line) ?? []
    return { worker: Number(worker), held: held === '' ? [] : held.split(' '), acquired }
  })
}

function cycleIn(...lines: readonly string[]): string | null {
  const cycle = riskyCycle(seen(...lines))
  return (
    cycle?.map(({ worker, holds, asksFor }) => `${String(worker)}: ${holds.join(' ')} > ${asksFor}`).join(', ') ?? null
  )
}

describe('a circle of lock orders', () => {
  it('is seen where two workers take the same two locks in opposite orders', () => {
    expect(cycleIn('0: a > b', '1: b > a')).toBe('0: a > b, 1: b > a')
  })

  it('is told from its smallest worker on, each asking for what the next one held', () => {
    expect(cycleIn('2: c > a', '1: b > c', '0: a > b')).toBe('0: a > b, 1: b > c, 2: c > a')
    expect(cycleIn('3: a > b', '1: b > a')).toBe('1: b > a, 3: a > b')
  })

  it('is the smallest one there is', () => {
    const ring = ['0: a > b', '1: b > c', '2: c > d', '3: d > a']
    expect(cycleIn(...ring)?.split(', ')).toHaveLength(4)
    expect(cycleIn(...ring, '4: c > b')).toBe('1: b > c, 4: c > b')
  })

  it('has other locks in between that do not matter', () => {
    expect(cycleIn('0: x a > b', '1: b y > a')).toBe('0: x a > b, 1: b y > a')
  })

  it('is not made by one worker alone, which cannot wait for itself in two places', () => {
    expect(cycleIn('0: a > b', '0: b > a')).toBeNull()
    expect(cycleIn('0: a > b', '1: b > c', '0: c > a')).toBeNull()
  })

  it('takes another worker for a step that more than one took', () => {
    expect(cycleIn('0: a > b', '0: b > a', '1: b > a')).toBe('0: a > b, 1: b > a')
    expect(cycleIn('0: a > b', '1: a > b', '0: b > a')).toBe('0: b > a, 1: a > b')
  })

  it('is not there without a lock in hand, or with one order for all', () => {
    expect(cycleIn()).toBeNull()
    expect(cycleIn('0: > a', '1: > b')).toBeNull()
    expect(cycleIn('0: a > b', '1: a > b', '1: a b > c', '2: b > c', '2: a > c')).toBeNull()
  })
})

describe('a gate lock', () => {
  it('that both held makes the circle impossible', () => {
    expect(cycleIn('0: g > a', '0: g a > b', '1: g > b', '1: g b > a')).toBeNull()
  })

  it('that only one of them held does not', () => {
    expect(cycleIn('0: g a > b', '1: b > a')).toBe('0: g a > b, 1: b > a')
  })

  it('that two different ones held does not', () => {
    expect(cycleIn('0: g a > b', '1: h b > a')).toBe('0: g a > b, 1: h b > a')
  })

  it('of two steps of a longer circle makes that one impossible', () => {
    expect(cycleIn('0: g a > b', '1: b > c', '2: g c > a')).toBeNull()
    expect(cycleIn('0: g a > b', '1: b > c', '2: c > a')).not.toBeNull()
  })

  it('helps nobody who was there without it once', () => {
    expect(cycleIn('0: g a > b', '1: g b > a', '1: b > a')).toBe('0: g a > b, 1: b > a')
  })
})

describe('the search', () => {
  it('comes to an end with 64 workers that take 12 locks in one order, and nearly so', () => {
    const locks = 'a b c d e f g h i j k l'.split(' ')
    const workers = Array.from({ length: 64 }, (_, worker) => worker)
    const ordered = workers.flatMap(worker =>
      locks.slice(1).map((acquired, index): LockOrderEdge => ({ worker, held: locks.slice(0, index + 1), acquired })),
    )
    expect(riskyCycle(ordered)).toBeNull()
    expect(riskyCycle([...ordered, { worker: 7, held: ['l'], acquired: 'a' }])).toEqual([
      { worker: 0, holds: locks.slice(0, 11), asksFor: 'l' },
      { worker: 7, holds: ['l'], asksFor: 'a' },
    ])
  })
})

it('is told in a sentence that claims no deadlock', () => {
  expect(riskInWords(riskyCycle(seen('0: a > b', '1: x b > a')) ?? [])).toBe(
    'T1 held a and asked for b; T2 held x and b and asked for a. At the same time they would have waited for each other',
  )
})
