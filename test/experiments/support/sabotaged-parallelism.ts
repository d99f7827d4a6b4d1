import { memory as gilMemory } from '../../../src/engine/experiments/gil-simulator/experiment.ts'
import { computeBesideIo, computeInRounds } from '../../../src/engine/experiments/gil-simulator/program.ts'
import { Gil, type Door } from '../../../src/engine/experiments/kit/gil.ts'
import { memory as imageMemory } from '../../../src/engine/experiments/mandelbrot/experiment.ts'
import { Painter } from '../../../src/engine/experiments/mandelbrot/painter.ts'
import { tilesOf } from '../../../src/engine/experiments/mandelbrot/view.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

/** Lets the other one in when it asks, and computes on beside it. */
class LeakyGil implements Door {
  readonly #gil: Gil
  #isHeld = false

  constructor(gil: Gil) {
    this.#gil = gil
  }

  take(): void {
    this.#gil.take()
    this.#isHeld = true
  }

  drop(): void {
    if (this.#isHeld) this.#gil.drop()
    this.#isHeld = false
  }

  isWanted(): boolean {
    if (this.#isHeld && this.#gil.isWanted()) this.drop()
    return false
  }
}

function leaky(program: typeof computeInRounds): SabotagedKernel {
  return (buffer, offset, params, context) => {
    const words = gilMemory.bind(buffer, offset)
    const numbers = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Number(value)]))
    const { workers = 2, switchInterval = 0.005, work = 1, requests = 1, ioMicros = 100, trials = 1 } = numbers
    const knobs = { workers, switchInterval, work, requests, ioMicros, trials }
    const gil = new Gil(words.interpreter.gil, workers, switchInterval * 1000, context)
    program(words, knobs, context, new LeakyGil(gil))
  }
}

/** `gil-simulator`: the holder of the lock lets others have it, and does not stop computing. */
export const computeOn = leaky(computeInRounds)
export const computeOnBesideIo = leaky(computeBesideIo)

/** `mandelbrot`: a load, a store, and a nap between: two take the same tile. */
export const takeTwice: SabotagedKernel = (buffer, offset, params, context) => {
  const { words, knobs, painter } = atTheImage(buffer, offset, params, context)
  for (;;) {
    const tile = words.next.load()
    if (tile >= tilesOf(knobs)) return
    context.yieldCore()
    words.next.store(tile + 1)
    painter.paint(tile)
  }
}

/** `mandelbrot`: everybody stops an iteration too early. */
export const paintLessDeep: SabotagedKernel = (buffer, offset, params, context) => {
  const shallow = { ...params, iterations: Number(params['iterations']) - 1 }
  const { knobs, painter } = atTheImage(buffer, offset, shallow, context)
  for (let tile = context.worker; tile < tilesOf(knobs); tile += knobs.workers) painter.paint(tile)
}

function atTheImage(...[buffer, offset, params, context]: Parameters<SabotagedKernel>) {
  const words = imageMemory.bind(buffer, offset)
  const number = (name: string): number => Number(params[name])
  const image = { size: number('size'), tile: number('tile'), iterations: number('iterations') }
  const knobs = { workers: number('workers'), trials: number('trials'), ...image }
  return { words, knobs, painter: new Painter(words, knobs, context) }
}
