import { add, load } from '../../memory/atomics.ts'
import { block, i32, layout, type Bound } from '../../memory/layout.ts'
import type { Waiter } from '../../sync/waiter.ts'

/** Items that can be told apart in one trial. */
export const MAX_ITEMS = 65_536

const I32_BYTES = 4

/**
 * Who got what: a place per item, in which its receivers count themselves. It rests on no word of the buffer that it
 * judges. Items are numbered from 1, so that a 0 out of an empty place is no item.
 */
export const itemWitness = layout('item-witness', {
  receipts: block(MAX_ITEMS, {
    writers: 'receivers',
    access: 'atomic',
    unit: 'receipts',
    doc: 'per item: times received',
  }),
  phantoms: i32({ writers: 'receivers', access: 'atomic', unit: 'receipts', doc: 'received, but never an item' }),
})

type ItemWitness = Bound<typeof itemWitness.fields>

/** Books one receipt. @param items how many there are, numbered from 1 */
export function receive(witness: ItemWitness, item: number, items: number, { primitives }: Waiter): void {
  if (item >= 1 && item <= items) primitives.addRepeatedly(witness.receipts.address + (item - 1) * I32_BYTES, 1, 1)
  else add(witness.phantoms.cell, 1)
}

/** What became of the items, by the receipts. */
type ItemTally = {
  /** Received exactly once. */
  readonly once: number
  /** Never received. */
  readonly lost: number
  /** Received more than once. */
  readonly doubled: number
  /** Receipts of what never was an item. */
  readonly phantoms: number
}

export function tallyItems(witness: ItemWitness, items: number): ItemTally {
  let once = 0
  let lost = 0
  let doubled = 0
  for (const receipts of witness.receipts.items.subarray(0, items)) {
    if (receipts === 1) once += 1
    else if (receipts === 0) lost += 1
    else doubled += 1
  }
  return { once, lost, doubled, phantoms: load(witness.phantoms.cell) }
}

/** The share of `total` that falls to number `index` of `parts`: as even as can be, the first ones take the rest. */
export function shareOf(total: number, parts: number, index: number): number {
  return Math.floor(total / parts) + (index < total % parts ? 1 : 0)
}
