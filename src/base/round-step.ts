/** 1, 2 or 5 times a power of ten, so that about `parts` steps reach from 0 to `top`: where the ticks of an axis go. */
export function roundStep(top: number, parts: number): number {
  const rough = top / parts
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find(step => step * power >= rough) ?? 10) * power
}

/** A round number with no more digits than it has: 0.5, 2, 150. */
export function roundText(value: number): string {
  return String(Number(value.toPrecision(6)))
}
