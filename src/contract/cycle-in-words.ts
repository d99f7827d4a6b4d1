import { workerName } from '../base/text.ts'

/** How terminal, reports and pages speak of resources and of circles of waits. */

/** People count from 1: `fork[1]` is "fork 2", `tables[0].cloth` is "tables 1 cloth". */
export function resourceName(path: string): string {
  return path
    .replaceAll(/\[(\d+)\]/g, (_, index: string) => ` ${String(Number(index) + 1)} `)
    .replaceAll('.', ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}

/**
 * A circle of waits, from its first worker back to it: `T1 -> fork 2 -> T2 -> fork 1 -> T1`.
 * @param cycle each worker (0-based) waits for what the next one holds
 */
export function cycleInWords(cycle: readonly { readonly worker: number; readonly waitsFor: string }[]): string {
  const [first] = cycle
  if (first === undefined) return ''
  const steps = cycle.map(({ worker, waitsFor }) => `${workerName(worker)} -> ${resourceName(waitsFor)}`)
  return `${steps.join(' -> ')} -> ${workerName(first.worker)}`
}
