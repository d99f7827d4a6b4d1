/** What piscina's threads run. */
export function echo(task: number): number {
  return task
}
