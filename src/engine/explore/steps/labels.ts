/** A step as a number: which worker takes it, in 4 bits, and in which of its ways. */
export function labelOf(worker: number, choice: number): number {
  return worker | (choice << 4)
}

export function workerOf(label: number): number {
  return label & 15
}

export function choiceOf(label: number): number {
  return label >> 4
}
