/** On every figure of a simulated experiment, wherever it is shown. */
export const SIMULATED = 'SIMULATED'

/** What the badge means, in a sentence. */
export const SIMULATED_MEANS =
  'SIMULATED: real threads act out the mechanism of another system. Every figure here is of that model, not of that system.'

/** A title or caption with the badge in front, where the figure is a model's. */
export function badged(text: string, { simulated }: { readonly simulated: boolean }): string {
  return simulated ? `${SIMULATED}, ${text}` : text
}
