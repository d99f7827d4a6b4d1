import { LabError } from '../../../base/errors.ts'
import type { Action, Statement } from '../../experiments/kit/steps.ts'
import type { Condition, Register, ValueNode, Word } from '../../experiments/kit/step-values.ts'

/** A worker's program in a row; where it stands in it is its program counter. */
export type Instruction =
  | { readonly kind: 'step'; readonly action: Action; readonly line: string; readonly site: Error }
  /** Moved on by a notify alone. */
  | { readonly kind: 'asleep'; readonly condition: Condition; readonly line: string }
  | { readonly kind: 'set'; readonly target: Register | Word; readonly value: ValueNode }
  | { readonly kind: 'assert'; readonly condition: ValueNode; readonly outcome: string }
  /** Goes on at the next one if the condition holds, else elsewhere; that of a loop has its place. */
  | { readonly kind: 'branch'; readonly condition: ValueNode; otherwise: number; readonly site?: Error }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'end' }

/** Instructions of one worker. */
const MOST_CODE = 100_000

/** @param statements of one worker; repetitions are written out, so that the program counter tells them apart */
export function codeOf(statements: readonly Statement[]): readonly Instruction[] {
  const code: Instruction[] = []
  const leaving: { to: number }[] = []
  // Stacks take long to read, and what is repeated has one.
  const places = new Map<Error, string>()
  const placeIn = (site: Error): string => {
    const known = places.get(site) ?? placeOf(site)
    places.set(site, known)
    return known
  }
  const add = (body: readonly Statement[], line: string): void => {
    for (const statement of body) addOne(statement, line)
  }
  const addOne = (statement: Statement, line: string): void => {
    switch (statement.kind) {
      case 'step':
        addStep(statement, line === '' ? placeIn(statement.site) : line)
        return
      case 'set':
      case 'assert':
        code.push(statement)
        return
      case 'at':
        add(statement.body, statement.line)
        return
      case 'repeat':
        for (let turn = 0; turn < statement.times; turn++) {
          add(statement.body, line)
          if (code.length > MOST_CODE) throw tooLong()
        }
        return
      case 'while': {
        const start = code.length
        const { condition, site } = statement
        const branch = { kind: 'branch' as const, condition, otherwise: 0, site }
        code.push(branch)
        add(statement.body, line)
        code.push({ kind: 'jump', to: start })
        branch.otherwise = code.length
        return
      }
      case 'if': {
        const branch = { kind: 'branch' as const, condition: statement.condition, otherwise: 0 }
        code.push(branch)
        add(statement.then, line)
        const jump = { kind: 'jump' as const, to: 0 }
        code.push(jump)
        branch.otherwise = code.length
        add(statement.otherwise, line)
        jump.to = code.length
        return
      }
      case 'leave': {
        const jump = { kind: 'jump' as const, to: 0 }
        code.push(jump)
        leaving.push(jump)
        return
      }
    }
  }
  const addStep = ({ action, site }: { readonly action: Action; readonly site: Error }, line: string): void => {
    code.push({ kind: 'step', action, line, site })
    if (action.kind !== 'wait') return
    code.push({ kind: 'asleep', condition: action.condition, line })
    if (action.lock !== null) code.push({ kind: 'step', action: { kind: 'acquire', lock: action.lock }, line, site })
  }
  add(statements, '')
  for (const jump of leaving) jump.to = code.length
  code.push({ kind: 'end' })
  return code
}

function tooLong(): LabError {
  return new LabError('BAD_VALUE', 'a worker of a model does too much, with its repetitions written out', {
    allowed: `up to ${String(MOST_CODE)} statements`,
    suggestion: 'smaller sizes',
  })
}

/** Where a step was written: `model.ts:12`. The language of models is no place. */
export function placeOf({ stack = '' }: Error): string {
  const frames = [...stack.matchAll(/([^/\\\s()]+):(\d+):\d+/g)]
  const [, file = '', row = ''] =
    frames.find(([, name]) => name !== 'steps.ts' && name?.startsWith('step-') !== true) ?? []
  return file === '' ? '' : `${file}:${row}`
}

/** Where a worker may stand after an instruction. */
export function successorsOf(instruction: Instruction, at: number): readonly number[] {
  switch (instruction.kind) {
    case 'step':
    case 'asleep':
    case 'set':
    case 'assert':
      return [at + 1]
    case 'branch':
      return [at + 1, instruction.otherwise]
    case 'jump':
      return [instruction.to]
    case 'end':
      return []
  }
}
