import { describe, expect, it } from 'vitest'
import { FrameOutlet } from '../../../src/host/frame-outlet.ts'

function outlet(): { readonly sent: number[]; readonly frames: FrameOutlet } {
  const sent: number[] = []
  return { sent, frames: new FrameOutlet(cells => sent.push(cells[0] ?? Number.NaN)) }
}

function frame(number: number): Float64Array {
  return new Float64Array([number])
}

describe('a frame outlet', () => {
  it('sends no frame before the last one was taken, and of those that wait only the newest', () => {
    const { sent, frames } = outlet()
    for (const number of [1, 2, 3]) frames.push(frame(number))
    expect(sent).toEqual([1])
    frames.taken()
    expect(sent).toEqual([1, 3])
    frames.taken()
    frames.push(frame(4))
    expect(sent).toEqual([1, 3, 4])
  })

  it('drops what waits when it is told that the run is over', () => {
    const { sent, frames } = outlet()
    for (const number of [1, 2]) frames.push(frame(number))
    frames.forget()
    frames.taken()
    frames.push(frame(3))
    expect(sent).toEqual([1, 3])
  })
})
