import { resourceName } from '../contract/cycle-in-words.ts'
import { workerName } from '../base/text.ts'
import { formatShare } from '../base/units.ts'
import type { Probe } from '../contract/run-document.ts'
import { workerColour } from './worker-colour.ts'
import { onPlate, textWidth, type Shape } from './drawing.ts'
import { NAMES_WIDTH, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { placing, sampledCaption, segmentsOf, timeAxis, TIME_AXIS_HEIGHT } from './time-axis.ts'

const ROW = 26
const HEIGHT = 16
/** More ribbons are no picture any more. */
const MOST_LOCKS = 12

/** Who held each lock, moment by moment. */
export function ownerRibbon({ atMillis, owners }: Probe, variant: string): Picture {
  const held = owners.filter(({ owners: holders }) => holders.some(owner => owner >= 0))
  const shown = held.slice(0, MOST_LOCKS)
  const more = held.length > shown.length ? `; ${String(held.length - shown.length)} more locks are not drawn` : ''
  const free = (holders: readonly number[]): number =>
    holders.length === 0 ? 0 : holders.filter(owner => owner < 0).length / holders.length
  return {
    title: `Who held the lock: ${variant}`,
    caption: `a number is the worker's, an empty stretch is nobody; ${sampledCaption(atMillis)}${more}`,
    finding:
      shown.length === 0
        ? 'no lock was seen held'
        : shown
            .map(
              ({ name, owners: holders }) =>
                `${resourceName(name)} was seen free in ${formatShare(free(holders))} of the samples`,
            )
            .join('; '),
    table: {
      caption: 'share of the samples in which each lock was held, by worker',
      columns: ['lock', 'nobody', ...workersIn(shown).map(workerName)],
      rows: shown.map(({ name, owners: holders }) => [
        resourceName(name),
        formatShare(free(holders)),
        ...workersIn(shown).map(worker =>
          formatShare(holders.filter(owner => owner === worker).length / Math.max(1, holders.length)),
        ),
      ]),
    },
    height: Math.max(1, shown.length) * ROW + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      const place = placing(atMillis, NAMES_WIDTH, width)
      const ribbons = shown.flatMap(({ name, owners: holders }, row): Shape[] => {
        const y = row * ROW + (ROW - HEIGHT) / 2
        return [
          { kind: 'text', x: 0, y: row * ROW + ROW / 2, text: resourceName(name), fill: roles.ink2 },
          ...segmentsOf(holders, atMillis, place).flatMap(({ value, from, to }) =>
            value < 0 ? [] : stretch(value, from, to, y, roles),
          ),
        ]
      })
      const rows = Math.max(1, shown.length)
      return [...ribbons, ...timeAxis(atMillis, NAMES_WIDTH, width, rows * ROW, roles)]
    },
  }
}

function stretch(worker: number, from: number, to: number, y: number, roles: ChartRoles): Shape[] {
  const width = Math.max(1, to - from)
  const name = String(worker + 1)
  const bar: Shape = { kind: 'rect', x: from, y, width, height: HEIGHT, fill: workerColour(worker, roles) }
  if (width < textWidth(name, true) + 10) return [bar]
  return [bar, ...onPlate(name, from + width / 2, y + HEIGHT / 2, HEIGHT - 2, roles)]
}

function workersIn(locks: Probe['owners']): number[] {
  return [...new Set(locks.flatMap(({ owners }) => owners))].filter(owner => owner >= 0).toSorted((a, b) => a - b)
}
