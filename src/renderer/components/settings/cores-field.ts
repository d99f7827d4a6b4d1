import { LabError } from '../../../base/errors.ts'

/**
 * What was typed as a number; the lab decides whether it fits.
 * @throws {LabError} BAD_VALUE for what is no number at all, which could not even be asked
 */
export function coresFrom(text: string, cores: number): number {
  const trimmed = text.trim()
  if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed)
  const allowed = `a whole number from 0 to ${String(cores - 1)}`
  throw new LabError('BAD_VALUE', `cores kept free must be ${allowed}, got "${trimmed}"`, { allowed, suggestion: '1' })
}
