import { beforeAll, describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { refusalTrouble } from './refusal-trouble.ts'
import { runInterleave } from './run-interleave.ts'
import { runMany } from './run-many.ts'

const LONG = 'a'.repeat(10_000)
const HOSTILE = ['\u001b[31mred\u001b[0m', 'a\u202eb', 'two\nlines', 'back\rspace\b', '\u0085\u2028\u009b31m', LONG]

const NOT_A_COUNT = [
  '0x2',
  'abc',
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  ' ',
  ' 2',
  '2 ',
  '1.5',
  '1,5',
  '1_000',
  '٣',
  '1e',
  'e1',
  '--',
]
const WHOLE_NUMBERS: Readonly<Record<string, { code: string; bad: readonly string[] }>> = {
  workers: { code: 'BAD_VALUE', bad: ['0', '-1', '65', '1e9', '9007199254740993', '1e999'] },
  trials: { code: 'BAD_VALUE', bad: ['0', '-1', '1001', '1e9', '9007199254740993', '1e999'] },
  seed: { code: 'BAD_VALUE', bad: ['-1', '4294967296', '9007199254740993', '1e999'] },
  warmUp: { code: 'BAD_VALUE', bad: ['-1', '101', '9007199254740993'] },
  additions: { code: 'BAD_VALUE', bad: ['0', '-1', '10000001', '1e9', '9007199254740993', '1e999'] },
  spinNanos: { code: 'BAD_VALUE', bad: ['0', '-1', '1000001', '9007199254740993'] },
}
const TIME_CAPS = ['0', '-1', '0.09', '3601', '1e9', 'abc', 'NaN', 'Infinity', '', ' ', '10s', '1e999']

interface Case {
  readonly args: readonly string[]
  readonly code: string
  /** What of the input must be named in the message. */
  readonly given: string
}

function flagOf(name: string): string[] {
  return name === 'workers' || name === 'trials' || name === 'seed' ? [`--${name}`] : []
}

const badValues: Case[] = Object.entries(WHOLE_NUMBERS).flatMap(([name, { code, bad }]) =>
  [...bad, ...NOT_A_COUNT, ...HOSTILE].flatMap(value => [
    { args: ['run', 'lost-update', '--set', `${name}=${value}`], code, given: value },
    ...flagOf(name).map(flag => ({ args: ['run', 'lost-update', `${flag}=${value}`], code, given: value })),
    ...flagOf(name).map(flag => ({ args: ['run', 'lost-update', flag, value], code, given: value })),
  ]),
)
const badTimeCaps: Case[] = [...TIME_CAPS, ...HOSTILE].flatMap(value => [
  { args: ['run', 'lost-update', '--set', `timeCap=${value}`], code: 'BAD_VALUE', given: value },
  { args: ['run', 'lost-update', '--time-cap', value], code: 'BAD_VALUE', given: value },
])
const badChoices: Case[] = ['none ', 'None', 'constructor', '__proto__', 'toString', '', '0', ...HOSTILE].map(
  value => ({
    args: ['run', 'lost-update', '--set', `amplifier=${value}`],
    code: 'BAD_VALUE',
    given: value,
  }),
)

const UNKNOWN = [
  'lost-updat',
  'Lost-Update',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '',
  '../x',
  ...HOSTILE,
]
const unknownNames: Case[] = UNKNOWN.flatMap(name => [
  { args: ['run', name], code: 'UNKNOWN_EXPERIMENT', given: name },
  { args: ['run', 'lost-update', '--variant', name], code: 'UNKNOWN_VARIANT', given: name },
  { args: ['run', 'lost-update', '--variant', 'mutex', '--variant', name], code: 'UNKNOWN_VARIANT', given: name },
  { args: ['run', 'lost-update', '--preset', name], code: 'UNKNOWN_PRESET', given: name },
  ...(name === ''
    ? []
    : [{ args: ['run', 'lost-update', '--set', `${name}=1`], code: 'UNKNOWN_PARAMETER', given: name }]),
])

const usage: Case[] = [
  ...['bogus', 'lis', 'runn', '', 'help', 'explor', ...HOSTILE].map(name => ({
    args: [name],
    code: 'USAGE',
    given: name,
  })),
  ...['--bogus', '-x', '-h', '-V', ...HOSTILE.map(name => `--${name}`)].flatMap(option => [
    { args: [option], code: 'USAGE', given: option },
    { args: ['list', option], code: 'USAGE', given: option },
    { args: ['run', 'lost-update', option], code: 'USAGE', given: option },
  ]),
  ...[
    '--worker',
    '--trail',
    '--sed',
    '--time-capp',
    '--outt',
    '--quite',
    '--jsn',
    '--presett',
    '--variants',
    '--primitive',
  ].map(option => ({
    args: ['run', 'lost-update', option, '2'],
    code: 'USAGE',
    given: option,
  })),
  ...['--workers', '--trials', '--seed', '--time-cap', '--preset', '--primitives'].flatMap(option => [
    { args: ['run', 'lost-update', option], code: 'USAGE', given: option },
    { args: ['run', 'lost-update', option, '2', option, '3'], code: 'USAGE', given: option },
    { args: ['run', 'lost-update', option, LONG, option, 'two\nlines'], code: 'USAGE', given: 'two\nlines' },
  ]),
  ...['--set', '--variant', '--out'].map(option => ({
    args: ['run', 'lost-update', option],
    code: 'USAGE',
    given: option,
  })),
  ...['workers', '=', '=1', '', ...HOSTILE].map(pair => ({
    args: ['run', 'lost-update', '--set', pair],
    code: 'USAGE',
    given: pair,
  })),
  ...['rust', 'WebAssembly', '', ...HOSTILE].map(form => ({
    args: ['run', 'lost-update', '--primitives', form],
    code: 'USAGE',
    given: form,
  })),
  { args: ['run', 'lost-update', '--set', 'workers=2', '--set', 'workers=3'], code: 'USAGE', given: 'workers' },
  { args: ['run', 'lost-update', '--set', 'workers=2', '--workers', '3'], code: 'USAGE', given: 'workers' },
  { args: ['run', 'lost-update', '--set', 'timeCap=2', '--time-cap', '3'], code: 'USAGE', given: 'timeCap' },
  { args: ['run'], code: 'USAGE', given: 'experiment' },
  { args: ['run', '--json'], code: 'USAGE', given: 'experiment' },
  ...['extra', ...HOSTILE].flatMap(word => [
    { args: ['run', 'lost-update', word], code: 'USAGE', given: word },
    { args: ['run', 'lost-update', '--', word], code: 'USAGE', given: word },
    { args: ['list', word], code: 'USAGE', given: word },
    { args: ['doctor', word], code: 'USAGE', given: word },
  ]),
  { args: ['list', '--json=yes'], code: 'USAGE', given: '--json' },
]

const CASES = [...badValues, ...badTimeCaps, ...badChoices, ...unknownNames, ...usage]

describe('bad input', () => {
  let results: Awaited<ReturnType<typeof runMany>>

  beforeAll(async () => {
    results = await runMany(CASES.map(({ args }) => args))
  })

  function troubleWith(cases: readonly Case[]): string[] {
    return cases.flatMap(bad => {
      const result = present(results[CASES.indexOf(bad)])
      const trouble = [...refusalTrouble(result.stderr, bad.code, bad.given)]
      if (result.code !== 2) trouble.push(`exit ${result.code}`)
      if (result.stdout !== '') trouble.push('writes to stdout')
      if (result.announced !== '') trouble.push('starts a run')
      const line = bad.args.map(word => JSON.stringify(word.length > 50 ? `${word.slice(0, 50)}…` : word)).join(' ')
      return trouble.map(sentence => `${line}: ${sentence}: ${result.stderr.slice(0, 200)}`)
    })
  }

  it('is refused for every whole number that is none, too small, too large or unsafe', () => {
    expect(troubleWith(badValues)).toEqual([])
  })

  it('is refused for every time cap that is no number of seconds in range', () => {
    expect(troubleWith(badTimeCaps)).toEqual([])
  })

  it('is refused for every choice that is none of those there are', () => {
    expect(troubleWith(badChoices)).toEqual([])
  })

  it('is refused for unknown experiments, variants, presets and parameters, prototype names among them', () => {
    expect(troubleWith(unknownNames)).toEqual([])
  })

  it('is refused for unknown commands, options, missing and repeated values and extra words', () => {
    expect(troubleWith(usage)).toEqual([])
  })

  it('meets a suggestion where the right name is near', () => {
    const tries = (args: readonly string[]): string | undefined => {
      const index = CASES.findIndex(bad => bad.args.join('\0') === args.join('\0'))
      return /; try: (.*)\n$/.exec(present(results[index]).stderr)?.[1]
    }
    expect(tries(['run', 'lost-updat'])).toBe('lost-update')
    expect(tries(['run', 'lost-update', '--worker', '2'])).toBe('--workers')
    expect(tries(['lis'])).toBe('list')
  })
})

describe('bad input to the program itself', () => {
  it.each([
    { args: ['bogus'], code: 'USAGE', given: 'bogus' },
    {
      args: ['run', 'lost-update', '--workers', 'a\u001b[2Jb\u202e\n'],
      code: 'BAD_VALUE',
      given: 'a\u001b[2Jb\u202e\n',
    },
    { args: ['run', 'lost-update', '--set', '__proto__=1', '--json'], code: 'UNKNOWN_PARAMETER', given: '__proto__' },
  ])('is refused in one line, with 2 and nothing on stdout: $args', async ({ args, code, given }) => {
    const finished = await runInterleave(args)
    expect(finished).toMatchObject({ code: 2, signal: null, stdout: '' })
    expect(refusalTrouble(finished.stderr, code, given)).toEqual([])
  })

  it.each([
    { args: ['--debug', 'run', 'lost-update', '--workers', '0'] },
    { args: ['run', 'lost-update', '--workers', '0', '--debug'] },
  ])('shows a stack only with --debug: $args', async ({ args }) => {
    const { code, stdout, stderr } = await runInterleave(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    const [first = '', ...rest] = stderr.split('\n')
    expect(refusalTrouble(`${first}\n`, 'BAD_VALUE', '0')).toEqual([])
    expect(rest.some(line => line.startsWith('    at '))).toBe(true)
  })

  it.each([{ args: ['--'] }, { args: ['--debug'] }])(
    'shows its help when nothing but $args is given',
    async ({ args }) => {
      const { code, stdout, stderr } = await runInterleave(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: interleave/)
    },
  )
})
