import type { TileMap } from '../../../contract/tile-map.ts'

/** A picture in tiles that workers finish one by one: what the chart `tiles` draws, live and afterwards. */
export interface Tiles<M, P> {
  /** Tiles in a row. */
  readonly columns: (params: P) => number
  /** Who has finished each tile, row by row: worker + 1, 0 = nobody yet. Called while workers run: it only loads. */
  readonly owners: (memory: M, params: P) => Int32Array
  /** When each was finished, ms since the first worker began; read when the workers are done. */
  readonly finishedMillis: (memory: M, params: P) => readonly number[]
  /** What each took to compute, of what the costliest took: from 0 to 1; read when the workers are done. */
  readonly costs: (memory: M, params: P) => readonly number[]
}

/** The same, bound to the memory of a session. */
export interface AttachedTiles {
  readonly columns: number
  owners(): Int32Array
  /** Read when the workers are done. */
  record(): Omit<TileMap, 'trial'>
}

export function attachTiles<M, P>(tiles: Tiles<M, P>, memory: M, params: P): AttachedTiles {
  const columns = tiles.columns(params)
  return {
    columns,
    owners: () => tiles.owners(memory, params),
    record: () => ({
      columns,
      owners: [...tiles.owners(memory, params)],
      finishedMillis: [...tiles.finishedMillis(memory, params)],
      costs: [...tiles.costs(memory, params)],
    }),
  }
}
