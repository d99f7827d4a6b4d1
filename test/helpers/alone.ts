/** Of page tests whose threads race, or that hold a time against a limit: `npm test` gives them the cores to themselves. */
export const ALONE = { tag: '@alone' } as const
