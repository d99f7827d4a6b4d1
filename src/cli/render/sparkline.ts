const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Values as blocks on one scale from 0 to the largest: a height is a share, not a rank. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(...values, 0)
  return values.map(value => block(largest > 0 ? value / largest : 0)).join('')
}

/** A share of one as one of eight heights. */
export function block(share: number): string {
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))] ?? BLOCKS[0]
}
