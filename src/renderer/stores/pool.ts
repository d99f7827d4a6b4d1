import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { PoolState } from '../../contract/pool.ts'
import { useConnectionStore } from './connection.ts'

/** The worker threads that are kept warm. */
export const usePoolStore = defineStore('pool', () => {
  const connection = useConnectionStore()
  const pool = shallowRef<PoolState | null>(null)
  /** The place each thread had in the last run, by its name: figures outlive the session that made them. */
  const places = shallowRef<ReadonlyMap<string, number>>(new Map())
  const rebuilding = ref(false)
  const problem = shallowRef<LabError | null>(null)

  function take(state: PoolState): void {
    pool.value = state
  }

  /** Remembers who is who in the run under way; calibration and doctor have sessions too, and other places in them. */
  function keepPlaces(): void {
    const placed = (pool.value?.threads ?? []).flatMap(({ name, worker }) =>
      worker === null ? [] : [[name, worker] as const],
    )
    // Threads leave a run one by one, before it has ended; what they were in it they stay.
    if (placed.length > 0) places.value = new Map([...places.value, ...placed])
  }

  /** Another run: the places of the last one are over. */
  function forgetPlaces(): void {
    places.value = new Map()
  }

  async function rebuild(): Promise<void> {
    rebuilding.value = true
    problem.value = null
    try {
      take(await connection.client().rebuildPool())
      forgetPlaces()
    } catch (thrown) {
      problem.value = toLabError(thrown)
    } finally {
      rebuilding.value = false
    }
  }

  /** @throws {LabError} BAD_VALUE, HOST_DIED */
  async function keepCoresFree(cores: number): Promise<void> {
    take(await connection.client().keepCoresFree(cores))
  }

  return { pool, places, rebuilding, problem, take, keepPlaces, forgetPlaces, rebuild, keepCoresFree }
})
