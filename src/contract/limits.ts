/** Workers a run may ask for, on every machine and in every shell. */
export const MAX_WORKERS = 64
