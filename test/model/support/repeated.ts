export function repeated<T>(times: number, item: T): readonly T[] {
  return Array.from({ length: times }, () => item)
}
