import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clockSpeed, processorTimes, timesInStat } from '../../../src/node/processors.ts'

describe('timesInStat', () => {
  it('adds up the first line of /proc/stat; guests are in user and nice already', () => {
    const stat = 'cpu  100 20 30 4000 50 6 7 8 90 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n'
    expect(timesInStat(stat)).toEqual({ busyMillis: 1630, idleMillis: 40_500, stolenMillis: 80 })
  })

  it('knows no stolen time where the kernel is too old for it', () => {
    expect(timesInStat('cpu  100 20 30 4000 50 6 7\n')).toMatchObject({ stolenMillis: null })
  })

  it.each(['', 'intr 1 2 3', 'cpu 1 2 3'])('is null for %j', stat => {
    expect(timesInStat(stat)).toBeNull()
  })
})

describe('processorTimes', () => {
  it('only grow, and this process is among all', () => {
    const before = processorTimes()
    const after = processorTimes()
    expect(after.busyMillis).toBeGreaterThanOrEqual(before.busyMillis)
    expect(after.ownMillis).toBeGreaterThan(0)
    expect(after.idleMillis + after.busyMillis).toBeGreaterThan(after.ownMillis)
  })
})

describe('clockSpeed', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interleave-processors-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  function processor(name: string, allowed: number, highest: number, throttlings?: number): void {
    mkdirSync(join(folder, name, 'cpufreq'), { recursive: true })
    writeFileSync(join(folder, name, 'cpufreq', 'scaling_max_freq'), `${String(allowed)}\n`)
    writeFileSync(join(folder, name, 'cpufreq', 'cpuinfo_max_freq'), `${String(highest)}\n`)
    if (throttlings === undefined) return
    mkdirSync(join(folder, name, 'thermal_throttle'))
    writeFileSync(join(folder, name, 'thermal_throttle', 'core_throttle_count'), `${String(throttlings)}\n`)
  }

  it('is the least share that a processor may reach, and how often all were slowed down', () => {
    processor('cpu0', 3_000_000, 4_000_000, 2)
    processor('cpu1', 4_000_000, 4_000_000, 3)
    processor('cpuidle', 1, 4_000_000)
    expect(clockSpeed(folder)).toEqual({ allowedShare: 0.75, throttlings: 5 })
  })

  it('counts no throttling on processors that count none', () => {
    processor('cpu0', 4_000_000, 4_000_000)
    expect(clockSpeed(folder)).toEqual({ allowedShare: 1, throttlings: 0 })
  })

  it('is unknown where there is no such folder, as on most virtual machines', () => {
    expect(clockSpeed(folder)).toBeNull()
    expect(clockSpeed(join(folder, 'not-there'))).toBeNull()
  })
})
