/** The only pages that the program ever opens in a browser; a page of ours cannot name others. */
export const ATOMICS_SPECIFICATION = 'https://tc39.es/ecma262/#sec-atomics-object'

export const EXTERNAL_LINKS: ReadonlySet<string> = new Set([ATOMICS_SPECIFICATION])
