import { addRoots } from '../kit/roots.ts'
import type { TaskContext } from '../kit/task.ts'
import { PAGE_BYTES } from './pages.ts'

type Here = TaskContext<unknown>

/** The square roots of `count` whole numbers from `first` on, added up. */
export function sumOfRoots(_here: Here, first: number, count: number): number {
  return addRoots(first, count)
}

/** The same, by a worker that is also handed data: says how many of its pages arrived. */
export function sumWithPayload(
  here: Here,
  first: number,
  count: number,
  payload: ArrayBufferLike,
): { readonly sum: number; readonly pages: number } {
  return { sum: sumOfRoots(here, first, count), pages: pagesIn(payload) }
}

/** Gives a number back: what is left is the price of asking. */
export function same(_here: Here, number: number): number {
  return number
}

export function nothingWithPayload(_here: Here, payload: ArrayBufferLike): number {
  return pagesIn(payload)
}

function pagesIn(payload: ArrayBufferLike): number {
  const bytes = new Uint8Array(payload)
  let pages = 0
  for (let at = 0; at < bytes.length; at += PAGE_BYTES) pages += bytes[at] ?? 0
  return pages
}
