/** Data is painted at most so often, whatever comes in; the eye reads no more. */
const PAINTS_PER_SECOND = 20
const PAINTS_PER_SECOND_REDUCED = 2

export interface Painter {
  /** There is something new to paint. Cheap: may be called for every frame that comes. */
  readonly request: () => void
  readonly stop: () => void
}

/**
 * Has `paint` called in an animation frame when something new was announced: at most 20 times a second, at most twice
 * where the reader asked for less motion, never while the page is hidden.
 */
export function onPaint(paint: () => void): Painter {
  const painter = new ClockedPainter(paint)
  return { request: () => painter.request(), stop: () => painter.stop() }
}

class ClockedPainter {
  readonly #paint: () => void
  #dueMillis = 0
  #dirty = false
  #handle: number | null = null
  #stopped = false

  constructor(paint: () => void) {
    this.#paint = paint
    document.addEventListener('visibilitychange', this.#seenAgain)
  }

  request(): void {
    this.#dirty = true
    if (this.#handle === null && !this.#stopped && !document.hidden) this.#handle = requestAnimationFrame(this.#tick)
  }

  stop(): void {
    this.#stopped = true
    document.removeEventListener('visibilitychange', this.#seenAgain)
    if (this.#handle !== null) cancelAnimationFrame(this.#handle)
    this.#handle = null
  }

  readonly #seenAgain = (): void => {
    if (this.#dirty) this.request()
  }

  readonly #tick = (nowMillis: number): void => {
    this.#handle = null
    if (nowMillis < this.#dueMillis) {
      this.request()
      return
    }
    const periodMillis = 1000 / (prefersReducedMotion() ? PAINTS_PER_SECOND_REDUCED : PAINTS_PER_SECOND)
    // Due times keep their own beat, or every paint would slip to the next animation frame and the rate with it.
    this.#dueMillis = Math.max(this.#dueMillis + periodMillis, nowMillis + periodMillis / 2)
    this.#dirty = false
    this.#paint()
  }
}

/** Asked anew each time: the reader may change their mind. */
function prefersReducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
