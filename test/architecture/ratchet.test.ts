import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { checkedInFiles, read } from './checkout.ts'

/** What a kind of debt counts in one file: the lines where it stands. */
type Debt = (file: ts.SourceFile) => readonly number[]

const LONG = 300
const TOO_LONG = 500

const DEBTS: Readonly<Record<string, Debt>> = {
  any: file => nodesOf(file, node => node.kind === ts.SyntaxKind.AnyKeyword),
  'type assertions': file => nodesOf(file, node => ts.isAsExpression(node) && !isConst(node)),
  'lint suppressions': file => matchesOf(file, /(?:\/\/|\/\*)\s*eslint-disable/g),
  'compiler suppressions': file => matchesOf(file, /(?:\/\/|\/\*)\s*@ts-(?:ignore|expect-error|nocheck)/g),
  [`files over ${LONG} lines`]: file => (lineCount(file) > LONG ? [lineCount(file)] : []),
}

const sources = checkedInFiles()
  .filter(path => /\.[jt]s$/.test(path))
  .map(path => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true))

describe('the ratchet', () => {
  const limits = z.record(z.string(), z.number()).parse(JSON.parse(read('test/architecture/ratchet.json')))

  it('counts the debts it has limits for', () => {
    expect(Object.keys(DEBTS)).toEqual(Object.keys(limits))
  })

  it.each(Object.entries(DEBTS))(
    'holds %s at its limit: lower the limit with the debt, never raise it',
    (name, debt) => {
      const places = sources.flatMap(file => debt(file).map(line => `${file.fileName}:${line}`))
      expect(places.length, places.join('\n')).toBe(limits[name])
    },
  )

  it(`lets no file that people write grow over ${TOO_LONG} lines`, () => {
    expect(sources.filter(file => lineCount(file) > TOO_LONG).map(file => file.fileName)).toEqual([])
  })
})

function nodesOf(file: ts.SourceFile, isDebt: (node: ts.Node) => boolean): readonly number[] {
  const lines: number[] = []
  const visit = (node: ts.Node) => {
    if (isDebt(node)) lines.push(lineOf(file, node.getStart(file)))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return lines
}

function matchesOf(file: ts.SourceFile, pattern: RegExp): readonly number[] {
  return [...file.text.matchAll(pattern)].map(match => lineOf(file, match.index))
}

function lineOf(file: ts.SourceFile, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line + 1
}

function isConst(node: ts.AsExpression): boolean {
  return ts.isConstTypeReference(node.type)
}

/** Generated files say so in their first line, and may be as long as they like. */
function lineCount(file: ts.SourceFile): number {
  const [first = ''] = file.text.split('\n', 1)
  return /generated/i.test(first) ? 0 : file.getLineStarts().length - 1
}
