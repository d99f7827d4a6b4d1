import { readFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { ClockSpeed, ProcessorTimes } from '../engine/ports.ts'
import { namesIn } from './chromium.ts'

const STAT = '/proc/stat'
/** Linux counts CPU time in hundredths of a second here, on every architecture that Node runs on. */
const MILLIS_PER_TICK = 10

/** Readable on Linux and macOS; Windows has no stolen time to tell of. */
export function processorTimes(): ProcessorTimes {
  const { user, system } = process.cpuUsage()
  const ownMillis = (user + system) / 1e3
  const stat = textOf(STAT)
  const counted = stat === null ? null : timesInStat(stat)
  if (counted !== null) return { ...counted, ownMillis }
  const all = os.cpus().map(({ times }) => times)
  return {
    busyMillis: sum(all.map(({ user: own, nice, sys, irq }) => own + nice + sys + irq)),
    idleMillis: sum(all.map(({ idle }) => idle)),
    stolenMillis: null,
    ownMillis,
  }
}

/**
 * What the first line of Linux's /proc/stat counts: user, nice, system, idle, iowait, irq, softirq, steal, and then guests,
 * who are in user and nice already.
 * @returns null where it is no such line
 * @see proc_stat(5)
 */
export function timesInStat(stat: string): Omit<ProcessorTimes, 'ownMillis'> | null {
  const [name, ...ticks] = stat.split('\n', 1)[0]?.trim().split(/\s+/) ?? []
  const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks.map(tick => Number(tick) * MILLIS_PER_TICK)
  if (name !== 'cpu' || user === undefined || nice === undefined || system === undefined) return null
  if (idle === undefined || iowait === undefined || irq === undefined || softirq === undefined) return null
  return {
    busyMillis: user + nice + system + irq + softirq,
    idleMillis: idle + iowait,
    stolenMillis: steal ?? null,
  }
}

const PROCESSORS = '/sys/devices/system/cpu'

/** Linux tells it, where the machine is not a virtual one. @param folder of its processors */
export function clockSpeed(folder = PROCESSORS): ClockSpeed | null {
  const processors = namesIn(folder).filter(name => /^cpu\d+$/.test(name))
  const shares = processors.flatMap(name => {
    const [allowed, highest] = ['scaling_max_freq', 'cpuinfo_max_freq'].map(file => {
      return numberIn(join(folder, name, 'cpufreq', file))
    })
    return allowed === undefined || highest === undefined || !(highest > 0) ? [] : [allowed / highest]
  })
  if (shares.length === 0) return null
  const counts = processors.map(name => numberIn(join(folder, name, 'thermal_throttle', 'core_throttle_count')))
  return { allowedShare: Math.min(...shares), throttlings: sum(counts.filter(count => Number.isFinite(count))) }
}

/** NaN where there is no such file. */
function numberIn(path: string): number {
  const text = textOf(path)
  return text === null ? Number.NaN : Number.parseFloat(text)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // this system has no such file
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
