import { expect, it } from 'vitest'
import { shareInWords } from '../../../src/contract/share-in-words.ts'

it.each([
  [12, 30, '25–58\u202f%'],
  [30, 30, '89–100\u202f%'],
  [1, 30, '0.59–17\u202f%'],
  [0, 30, '<10\u202f%'],
  [0, 1_000_000, '<0.00030\u202f%'],
  [1_000_000, 1_000_000, '>99–100\u202f%'],
  [5, 1_000_000, '0.00021–0.0012\u202f%'],
  [0, 2, ''],
  [0, 0, ''],
])('%d of %d is "%s"', (count, chances, words) => {
  expect(shareInWords(count, chances)).toBe(words)
})
