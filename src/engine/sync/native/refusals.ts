/** Why a primitive refuses. Numbers, because WebAssembly knows nothing else; `../refuse.ts` makes errors of them. */
export const RELOCK: i32 = 1
export const NOT_HOLDER: i32 = 2
export const STOPPED: i32 = 3
export const ABANDONED: i32 = 4
export const OVER_RELEASE: i32 = 5
export const BARRIER_BROKEN: i32 = 6
export const CLOSED: i32 = 7
export const DEADLOCK_VICTIM: i32 = 8
