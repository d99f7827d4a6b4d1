import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'

const boundsSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })
const windowStateSchema = z.strictObject({ bounds: boundsSchema, maximized: z.boolean() })

/** A rectangle on the desktop, in device-independent pixels. */
export type Bounds = z.infer<typeof boundsSchema>
/** Where the last window was. */
export type WindowState = z.infer<typeof windowStateSchema>

/** The layout needs so much. */
export const MIN_SIZE = { width: 1024, height: 640 } as const
const DEFAULT_SIZE = { width: 1440, height: 900 } as const

/** So much of the title bar must be on a display, or nobody could move the window back. */
const GRIP = { width: 120, height: 32 } as const

/**
 * Where a new window goes: where the last one was, as far as a display shows that place; else in the middle.
 * @param workAreas of the displays there are now, the primary one first
 */
export function placeWindow(saved: Bounds | null, workAreas: readonly Bounds[]): Bounds {
  const home = saved === null ? undefined : workAreas.find(area => showsGrip(area, saved))
  const area = home ?? workAreas[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const size = fit(saved ?? DEFAULT_SIZE, area)
  if (home !== undefined && saved !== null) return { x: saved.x, y: saved.y, ...size }
  return {
    x: area.x + Math.max(0, Math.round((area.width - size.width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - size.height) / 2)),
    ...size,
  }
}

/** A further window does not hide the one it was opened from. */
export function beside({ x, y, width, height }: Bounds): Bounds {
  return { x: x + GRIP.height, y: y + GRIP.height, width, height }
}

function fit(size: { readonly width: number; readonly height: number }, area: Bounds) {
  return {
    width: Math.max(MIN_SIZE.width, Math.min(size.width, area.width)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, area.height)),
  }
}

function showsGrip(area: Bounds, { x, y, width }: Bounds): boolean {
  const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return shown >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height
}

/** Null where nothing useful was kept: a place on the screen is not worth an error. */
export function readWindowState(file: string): WindowState | null {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return windowStateSchema.safeParse(kept).data ?? null
  } catch {
    return null
  }
}

/**
 * Keeps the place at once: the program may be about to end.
 * @throws the system's error
 */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(state))
  renameSync(`${file}.tmp`, file)
}
