import type { I32Cell } from '../../memory/cells.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { watchFlag } from './watch-flag.ts'
import type { memory, params } from './experiment.ts'

type Role = Kernel<typeof memory, typeof params>

/** Nothing says that another thread may change the flag: a compiler may load it once and keep it. V8 does not. */
export const plain: Role = (words, knobs, context) => {
  watchFlag(words, knobs, context, { set: setPlainly, look: lookPlainly })
}

/** The same loop as a compiler may leave it, written out by hand: one load, before the loop. */
export const hoisted: Role = (words, knobs, context) => {
  watchFlag(words, knobs, context, { set: setPlainly, look: lookOnce })
}

/** Each look is a load from memory, and no compiler may change that. */
export const atomic: Role = (words, knobs, context) => {
  watchFlag(words, knobs, context, { set: setAtomically, look: lookAtomically })
}

function setPlainly(flag: I32Cell): void {
  flag[0] = 1
}

function setAtomically(flag: I32Cell): void {
  Atomics.store(flag, 0, 1)
}

function lookPlainly(flag: I32Cell, looks: number): boolean {
  for (let look = 0; look < looks; look++) {
    if (flag[0] !== 0) return true
  }
  return false
}

function lookOnce(flag: I32Cell, looks: number): boolean {
  const seen = flag[0]
  for (let look = 0; look < looks; look++) {
    if (seen !== 0) return true
  }
  return false
}

function lookAtomically(flag: I32Cell, looks: number): boolean {
  for (let look = 0; look < looks; look++) {
    if (Atomics.load(flag, 0) !== 0) return true
  }
  return false
}
