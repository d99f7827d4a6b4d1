/** Wrong on purpose: the test of the rules about types looks at it. */
export function forget(): void {
  Promise.resolve()
}
