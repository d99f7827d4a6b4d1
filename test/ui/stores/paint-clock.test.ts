import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onPaint } from '../../../src/renderer/stores/paint-clock.ts'

const FRAME_MILLIS = 1000 / 60

describe('the paint clock', () => {
  let frames: FrameRequestCallback[] = []
  let nowMillis = 0

  beforeEach(() => {
    frames = []
    nowMillis = 1000
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  /** Lets the screen show so many frames; `before` each of them. */
  function show(count: number, before: () => void = () => undefined): void {
    for (let frame = 0; frame < count; frame++) {
      before()
      nowMillis += FRAME_MILLIS
      const due = frames
      frames = []
      for (const callback of due) callback(nowMillis)
    }
  }

  it('paints once for many requests', () => {
    let paints = 0
    const painter = onPaint(() => (paints += 1))
    painter.request()
    painter.request()
    show(1)
    expect(paints).toBe(1)
  })

  it('asks for no animation frame while there is nothing new', () => {
    onPaint(() => undefined).request()
    show(10)
    expect(frames).toEqual([])
  })

  it('paints 20 times a second at most, and not much less', () => {
    let paints = 0
    const painter = onPaint(() => (paints += 1))
    show(600, painter.request)
    expect(paints).toBeLessThanOrEqual(201)
    expect(paints).toBeGreaterThanOrEqual(190)
  })

  it('paints twice a second at most where less motion is asked for', () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }))
    let paints = 0
    const painter = onPaint(() => (paints += 1))
    show(600, painter.request)
    expect(paints).toBeLessThanOrEqual(21)
  })

  it('waits while the page is hidden, and paints when it is seen again', () => {
    let paints = 0
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    const painter = onPaint(() => (paints += 1))
    painter.request()
    show(5)
    expect(paints).toBe(0)
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    show(1)
    expect(paints).toBe(1)
  })

  it('paints nothing once it was stopped', () => {
    let paints = 0
    const painter = onPaint(() => (paints += 1))
    painter.request()
    painter.stop()
    painter.request()
    show(5)
    expect(paints).toBe(0)
  })
})
