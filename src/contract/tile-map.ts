import * as z from 'zod'

/** An image in tiles, of one trial: by tile, row by row. */
export const tileMapSchema = z.object({
  trial: z.int(),
  /** Tiles in a row. */
  columns: z.int().positive(),
  /** Who finished it: 0-based worker + 1, 0 = nobody. */
  owners: z.array(z.int().nonnegative()),
  /** When it was finished, since the first worker began. */
  finishedMillis: z.array(z.number().nonnegative()),
  /** What it took to compute, of what the costliest took: from 0 to 1. */
  costs: z.array(z.number().nonnegative()),
})
export type TileMap = z.infer<typeof tileMapSchema>
