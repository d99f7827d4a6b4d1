import type { ChartRoles } from './roles.ts'

/** Eight colours, over and over; the number tells apart. @param worker 0-based */
export function workerColour(worker: number, roles: ChartRoles): string {
  const colours = [roles.w1, roles.w2, roles.w3, roles.w4, roles.w5, roles.w6, roles.w7, roles.w8]
  return colours[worker % colours.length] ?? roles.w1
}
