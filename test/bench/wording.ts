import { formatMillis, significant } from '../../src/base/units.ts'
import type { OneContest } from './one-contest.ts'

/** Medians as wall time per operation of all threads together. */
export function nanosPerOperation(operations: number, subject: string, base: string): OneContest['absolute'] {
  const nanos = (millis: number): string => significant((millis * 1e6) / operations)
  return (subjectMillis, baseMillis) => `${subject} ${nanos(subjectMillis)} ns, ${base} ${nanos(baseMillis)} ns each`
}

export function millisOf(subject: string, base: string | null): OneContest['absolute'] {
  return (subjectMillis, baseMillis) => {
    const own = `${subject} ${formatMillis(subjectMillis)}`
    return base === null ? own : `${own}, ${base} ${formatMillis(baseMillis)}`
  }
}
