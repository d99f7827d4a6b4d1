import { WORKER_STATES, type WorkerState } from '../../../contract/frames.ts'
import { UNSEEN, type StateRing } from '../../stores/state-ring.ts'

/** Colours of a lane, resolved from the theme's roles. */
export interface LaneColours {
  readonly run: string
  readonly wait: string
  readonly blocked: string
  readonly look: string
}

export function laneColours(of: Element): LaneColours {
  const style = getComputedStyle(of)
  const role = (name: string): string => style.getPropertyValue(name).trim()
  return { run: role('--run'), wait: role('--wait'), blocked: role('--blocked'), look: role('--look') }
}

/** A span of a lane as it is drawn: height says CPU, tall burns it, low does not. */
export interface LaneShape {
  readonly top: number
  readonly height: number
  readonly role: keyof LaneColours
  readonly hollow: boolean
}

/** In a lane of 14 px. */
function shapeOf(state: WorkerState): LaneShape {
  switch (state) {
    case 'runs':
      return { top: 0, height: 14, role: 'run', hollow: false }
    case 'blocked':
      return { top: 8, height: 6, role: 'blocked', hollow: true }
    case 'threw':
      return { top: 8, height: 6, role: 'look', hollow: true }
    case 'waits':
    case 'parked':
    case 'at the start line':
    case 'finished':
      return { top: 11.5, height: 2.5, role: 'wait', hollow: false }
  }
}

export interface LaneSpan {
  readonly from: number
  readonly to: number
  readonly shape: LaneShape
}

/** Neighbouring columns of one look, joined. */
export function spansOf(columns: Uint8Array): LaneSpan[] {
  const spans: { from: number; to: number; shape: LaneShape }[] = []
  columns.forEach((state, column) => {
    const word = state === UNSEEN ? undefined : WORKER_STATES[state]
    if (word === undefined) return
    const shape = shapeOf(word)
    const previous = spans.at(-1)
    if (previous?.to === column && sameShape(previous.shape, shape)) previous.to = column + 1
    else spans.push({ from: column, to: column + 1, shape })
  })
  return spans
}

function sameShape(one: LaneShape, other: LaneShape): boolean {
  return one.role === other.role && one.top === other.top
}

/** Paints the time from `fromMillis` to `toMillis` over the whole canvas, which is 14 px high before scaling. */
export function paintLane(
  canvas: HTMLCanvasElement,
  states: StateRing,
  span: { readonly fromMillis: number; readonly toMillis: number },
  colours: LaneColours,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  // By its box on the screen, so that zoom and pixel density are both in it.
  const box = canvas.getBoundingClientRect()
  const width = Math.max(1, Math.round(box.width * window.devicePixelRatio))
  const height = Math.max(1, Math.round(box.height * window.devicePixelRatio))
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  context.clearRect(0, 0, width, height)
  const unit = height / 14
  for (const { from, to, shape } of spansOf(states.columns(span.fromMillis, span.toMillis, width))) {
    const top = shape.top * unit
    if (!shape.hollow) {
      context.fillStyle = colours[shape.role]
      context.fillRect(from, top, to - from, shape.height * unit)
      continue
    }
    context.strokeStyle = colours[shape.role]
    context.lineWidth = 1.5 * unit
    const inset = context.lineWidth / 2
    context.strokeRect(from + inset, top + inset, Math.max(1, to - from - 2 * inset), shape.height * unit - 2 * inset)
  }
}
