import { describe, expect, it } from 'vitest'
import { contended } from './contended/experiment.ts'
import { scanContenders } from './contended/scan-contenders.ts'

const WORKERS = 8
const SCANS = 2_000

describe('workers that contend and never deadlock', () => {
  it.each(contended.variants.map(({ variant }) => variant))('are never reported: %s', async variant => {
    const { scans, reported, waits } = await scanContenders(variant, WORKERS, SCANS)
    expect(scans).toBeGreaterThanOrEqual(SCANS)
    expect(reported).toBe(0)
    // Otherwise there was nothing to be wrong about.
    expect(waits).toBeGreaterThan(SCANS)
  })
})
