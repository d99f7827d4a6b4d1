/** What the cold start's child says when the first number is there. */
export const FIRST_NUMBER = 'first number\n'

/** A default run but for its length. */
export const ONE_TRIAL = ['run', 'lost-update', '--workers', '2', '--trials', '1', '--json'] as const
