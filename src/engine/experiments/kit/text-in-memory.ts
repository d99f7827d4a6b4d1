import { LabError } from '../../../base/errors.ts'
import { block, i32, layout, type Bound } from '../../memory/layout.ts'

/**
 * What a kernel has to say in words, for its definition to read after the trial. One writer; the count of finished
 * workers orders its stores before the host's reads.
 */
export function textLayout(writers: string, capacity: number, doc: string) {
  return layout('text', {
    length: i32({ writers, access: 'atomic', unit: 'UTF-16 code units', doc: `how much is said: ${doc}` }),
    units: block(capacity, { writers, access: 'single writer', doc: 'one code unit each' }),
  })
}

type TextMemory = Bound<ReturnType<typeof textLayout>['fields']>

/** @throws {LabError} MEMORY_LIMIT where there is no room for so much */
export function writeText({ length, units }: TextMemory, text: string): void {
  const { items } = units
  if (text.length > items.length) {
    throw new LabError(
      'MEMORY_LIMIT',
      `a text of ${String(text.length)} characters does not fit into ${String(items.length)}`,
    )
  }
  for (let index = 0; index < text.length; index++) items[index] = text.charCodeAt(index)
  length.store(text.length)
}

export function readText({ length, units }: TextMemory): string {
  const said = units.items.subarray(0, length.load())
  return Array.from(said, unit => String.fromCharCode(unit)).join('')
}
