/** A moment by this machine's clock: 14:31:52. */
export function clockTime(moment: number | string): string {
  const date = new Date(moment)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}
