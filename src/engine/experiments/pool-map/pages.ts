/** A byte of each page is read: what was not carried over cannot be. */
export const PAGE_BYTES = 4096
