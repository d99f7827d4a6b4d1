/** What the image shows: a square of the complex plane with the whole set in it. */
export const VIEW = { left: -2.25, top: -1.5, side: 3 } as const

export interface ImageSize {
  /** Pixels in a row, and rows. */
  readonly size: number
  /** Pixels in a row of a tile; tiles at the right and lower edge may be smaller. */
  readonly tile: number
}

export function columnsOf({ size, tile }: ImageSize): number {
  return Math.ceil(size / tile)
}

export function tilesOf(image: ImageSize): number {
  return columnsOf(image) ** 2
}
