import { workerName } from '../base/text.ts'

/** The names that fit into a mark: `fork[1]` is F2. */

/**
 * Short names for resources, by their names: the first letters of a name and its number, as many letters as tell the
 * names apart. Names without numbers that are short enough stay as they are.
 * @param named each with the number of characters that its mark has room for
 */
export function shortNames(
  named: readonly { readonly name: string; readonly room: number }[],
): ReadonlyMap<string, string> {
  const parts = named.map(({ name, room }) => ({ name, most: room, ...partsOf(name) }))
  const bases = [...new Set(parts.map(({ base }) => base))]
  return new Map(
    parts.map(({ name, most, base, numbers }) => {
      if (numbers === '' && base.length <= most) return [name, base]
      const room = Math.max(1, most - numbers.length)
      return [name, `${initialsOf(base, bases, room)}${numbers}`]
    }),
  )
}

/** The word that says most is the last one: `table.fork[1]` is a fork. */
function partsOf(name: string): { readonly base: string; readonly numbers: string } {
  const numbers = [...name.matchAll(/\[(\d+)\]/g)].map(([, index]) => String(Number(index) + 1)).join('.')
  const base =
    name
      .replaceAll(/\[\d+\]/g, '')
      .split('.')
      .at(-1) ?? name
  return { base, numbers }
}

/** A letter with a number that is a worker: T2. */
const WORKERS = workerName(0).charAt(0).toLowerCase()

function initialsOf(base: string, bases: readonly string[], room: number): string {
  const others = [WORKERS, ...bases.filter(other => other !== base)]
  for (let length = 1; length < room; length++) {
    const start = base.slice(0, length)
    if (!others.some(other => other.startsWith(start))) return capital(start)
  }
  // notEmpty and notFull: NE and NF.
  const humps = base.replaceAll(/(?<=.)[a-z]/g, '').toUpperCase()
  return humps.length > 1 && humps.length <= room ? humps : capital(base.slice(0, room))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
