import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beside, placeWindow, readWindowState, writeWindowState } from '../../../src/main/window-state.ts'

const PRIMARY = { x: 0, y: 0, width: 1920, height: 1040 }
const SECOND = { x: 1920, y: -200, width: 2560, height: 1400 }

describe('placing a window', () => {
  it('puts the first one in the middle of the primary display', () => {
    expect(placeWindow(null, [PRIMARY, SECOND])).toEqual({ x: 240, y: 70, width: 1440, height: 900 })
  })

  it('puts it back where it was, on whichever display that is', () => {
    const saved = { x: 2000, y: -100, width: 1200, height: 700 }
    expect(placeWindow(saved, [PRIMARY, SECOND])).toEqual(saved)
  })

  it('leaves it partly outside, as long as it can be taken hold of', () => {
    const saved = { x: 1800, y: 1000, width: 1200, height: 700 }
    expect(placeWindow(saved, [PRIMARY])).toEqual(saved)
  })

  it.each([
    ['the display is gone', { x: 2000, y: 0, width: 1200, height: 700 }],
    ['hardly anything of it shows on the right', { x: 1850, y: 0, width: 1200, height: 700 }],
    ['hardly anything of it shows on the left', { x: -1150, y: 0, width: 1200, height: 700 }],
    ['its title bar is above the display', { x: 100, y: -30, width: 1200, height: 700 }],
    ['its title bar is below the display', { x: 100, y: 1030, width: 1200, height: 700 }],
  ])('brings it back to the middle when %s', (_why, saved) => {
    expect(placeWindow(saved, [PRIMARY])).toEqual({ x: 360, y: 170, width: 1200, height: 700 })
  })

  it('makes it no larger than its display and no smaller than the layout needs', () => {
    expect(placeWindow({ x: 0, y: 0, width: 9000, height: 9000 }, [PRIMARY])).toEqual(PRIMARY)
    expect(placeWindow({ x: 0, y: 0, width: 10, height: 10 }, [PRIMARY])).toMatchObject({ width: 1024, height: 640 })
    const small = { x: 0, y: 0, width: 800, height: 600 }
    expect(placeWindow(null, [small])).toEqual({ x: 0, y: 0, width: 1024, height: 640 })
  })

  it('places it somewhere even without any display', () => {
    expect(placeWindow(null, [])).toEqual({ x: 0, y: 0, width: 1440, height: 900 })
  })

  it('moves a further window so that the one below still shows', () => {
    expect(beside({ x: 10, y: 20, width: 1200, height: 700 })).toEqual({ x: 42, y: 52, width: 1200, height: 700 })
  })
})

describe('the kept state', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interleave-window-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('is read as it was written', () => {
    const state = { bounds: { x: -5, y: 6, width: 1200, height: 700 }, maximized: true }
    const file = join(folder, 'state.json')
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
  })

  it.each([
    'not JSON',
    'null',
    '[]',
    '{}',
    '{"bounds":{"x":0.5,"y":0,"width":1200,"height":700},"maximized":false}',
    '{"bounds":{"x":1e999,"y":0,"width":1200,"height":700},"maximized":false}',
    '{"bounds":{"x":0,"y":0,"width":1200},"maximized":false}',
    '{"bounds":{"x":0,"y":0,"width":1200,"height":700},"maximized":false,"more":1}',
  ])('is none where the file holds %s', text => {
    const file = join(folder, 'state.json')
    writeFileSync(file, text)
    expect(readWindowState(file)).toBeNull()
  })

  it('is none where there is no file', () => {
    expect(readWindowState(join(folder, 'missing.json'))).toBeNull()
  })
})
