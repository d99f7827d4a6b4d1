import { LabError } from '../base/errors.ts'
import { printable } from '../base/text.ts'
import { MOST_POINTS, MOST_SHARDS, type Over, type Shard } from './sweep-request.ts'

/** How sweeps are written in one line: `workers=1,2,4`, `workers=1..8`, `hold=0..100:20`, and shards, `2/4`. */

const ALLOWED = '<param>=<a,b,c | a..b:step>'
const EXAMPLE = '--over workers=1..8:1'
const NUMBER = String.raw`[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?::(${NUMBER}))?$`, 'i')

/** @throws {LabError} USAGE, BAD_VALUE */
export function parseOver(text: string): Over {
  const equals = text.indexOf('=')
  const [parameter, values] = [text.slice(0, equals), text.slice(equals + 1)]
  if (equals <= 0 || values === '') {
    throw new LabError('USAGE', `--over takes ${ALLOWED}, got "${printable(text)}"`, {
      allowed: ALLOWED,
      suggestion: EXAMPLE,
    })
  }
  return { parameter, values: valuesFrom(parameter, values) }
}

/**
 * A list or a range of values; whether they are any of the parameter's is for the experiment to say.
 * @throws {LabError} BAD_VALUE
 */
export function valuesFrom(parameter: string, text: string): (string | number)[] {
  const [, from, to, step = '1'] = RANGE.exec(text.trim()) ?? []
  if (from !== undefined && to !== undefined) return rangeOf(parameter, Number(from), Number(to), Number(step))
  const values = text.split(',').map(value => value.trim())
  if (values.includes('')) throw badOver(parameter, `"${printable(text)}" has an empty place`)
  return values
}

/**
 * From `from` in steps as far as `to` lets them.
 * @throws {LabError} BAD_VALUE
 */
export function rangeOf(parameter: string, from: number, to: number, step: number): number[] {
  const given = `${String(from)}..${String(to)}:${String(step)}`
  if (![from, to, step].every(Number.isFinite)) throw badOver(parameter, `${given} has an end that is no number`)
  if (step <= 0) throw badOver(parameter, `the step of ${given} is not above 0`)
  if (to < from) throw badOver(parameter, `${given} ends before it begins`)
  // A thousandth of a step for what decimal fractions lose in binary.
  const steps = Math.floor((to - from) / step + 1e-3)
  if (steps >= MOST_POINTS) throw tooMany(steps + 1, `${parameter}=${given}`)
  return Array.from({ length: steps + 1 }, (_, index) => Number((from + index * step).toPrecision(12)))
}

/** @throws {LabError} BAD_VALUE */
export function parseShard(text: string): Shard {
  const [, index = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const shard = { index: Number(index), of: Number(of) }
  if (index !== '' && shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST_SHARDS) return shard
  throw new LabError('BAD_VALUE', `--shard must be which part of how many, from 1, got "${printable(text)}"`, {
    allowed: `i/n with 1 <= i <= n <= ${String(MOST_SHARDS)}`,
    suggestion: '--shard 1/4',
  })
}

export function tooMany(points: number, what: string): LabError {
  return new LabError('BAD_VALUE', `${what} makes ${String(points)} points, more than a sweep has`, {
    allowed: `${String(MOST_POINTS)} points`,
    suggestion: 'a larger step, or fewer values',
  })
}

function badOver(parameter: string, problem: string): LabError {
  return new LabError('BAD_VALUE', `--over ${printable(parameter)}: ${problem}`, {
    allowed: ALLOWED,
    suggestion: EXAMPLE,
    parameter,
  })
}
