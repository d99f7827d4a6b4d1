import { beforeEach, describe, expect, it } from 'vitest'
import { waitAsync } from '../../../../src/engine/memory/atomics.ts'
import {
  meetAtStartLine,
  resetStartLine,
  spinLimit,
  startLineLayout,
  type StartLine,
} from '../../../../src/engine/pool/start-line.ts'
import { present } from '../../../helpers/present.ts'

const GENERATION = 5
const running = () => false

let line: StartLine

beforeEach(() => {
  line = startLineLayout.bind(new SharedArrayBuffer(startLineLayout.byteLength), 0)
})

describe('the start line', () => {
  it('lets the last party go at once and raises the word for the others', () => {
    line.arrived.store(2)
    meetAtStartLine(line, GENERATION, 3, 1_000, running)
    expect(line.go.load()).toBe(GENERATION)
    expect(line.arrived.load()).toBe(3)
    expect(line.parked.load()).toBe(0)
  })

  it('holds a party until the word is raised, spinning first and parking after', () => {
    let looks = 0
    meetAtStartLine(line, GENERATION, 2, 10, () => {
      looks += 1
      expect(line.parked.load()).toBe(1)
      if (looks === 1) line.go.store(GENERATION)
      return false
    })
    expect(looks).toBe(1)
    expect(line.arrived.load()).toBe(1)
  })

  it('does not take the start of an earlier trial for its own', () => {
    line.go.store(GENERATION - 1)
    let looks = 0
    meetAtStartLine(line, GENERATION, 2, 10, () => {
      looks += 1
      line.go.store(GENERATION)
      return false
    })
    expect(looks).toBe(1)
  })

  it('lets a party go that is stopped while it waits for the others', () => {
    meetAtStartLine(line, GENERATION, 2, 10, () => true)
    expect(line.go.load()).toBe(0)
  })

  it('wakes all parties that have parked when the last one comes', async () => {
    const parked = [0, 1].map(() => present(waitAsync(line.go.cell, 0, 20_000)))
    line.arrived.store(2)
    line.parked.store(2)
    meetAtStartLine(line, GENERATION, 3, 10, running)
    expect(await Promise.all(parked)).toEqual(['ok', 'ok'])
  })

  it('is empty again for the next trial', () => {
    line.arrived.store(3)
    line.parked.store(2)
    resetStartLine(line)
    expect([line.arrived.load(), line.parked.load()]).toEqual([0, 0])
  })

  it('spins far shorter where parties outnumber cores', () => {
    expect(spinLimit(4, 4)).toBeGreaterThan(10 * spinLimit(5, 4))
    expect(spinLimit(64, 2)).toBeGreaterThan(0)
  })
})
