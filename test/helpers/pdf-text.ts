import { inflateSync } from 'node:zlib'

/**
 * The text of a PDF that a Chromium has printed: its fonts are subsets whose glyphs have a table that leads back to
 * characters. Enough to look for words; layout is not kept.
 */
export function pdfText(file: Buffer): string {
  const objects = objectsOf(file)
  const fonts = new Map(
    [...objects].flatMap(([id, { head }]) => {
      const table = /\/ToUnicode (\d+) 0 R/.exec(head)?.[1]
      const cmap = table === undefined ? undefined : objects.get(Number(table))?.stream
      return cmap === undefined ? [] : [[id, charactersOf(cmap)] as const]
    }),
  )
  const pages = [...objects.values()].filter(({ head }) => /\/Type ?\/Page\b/.test(head))
  return pages.map(({ head }) => pageText(head, objects, fonts)).join('\n')
}

interface PdfObject {
  readonly head: string
  readonly stream: string
}

function objectsOf(file: Buffer): Map<number, PdfObject> {
  const text = file.toString('latin1')
  return new Map(
    [...text.matchAll(/^(\d+) 0 obj\s*([\s\S]*?)(?:stream\r?\n([\s\S]*?)\r?\nendstream\s*)?endobj/gm)].map(
      ([, id, head = '', stream = '']) => {
        const inflated = head.includes('/FlateDecode') ? inflated1(Buffer.from(stream, 'latin1')) : stream
        return [Number(id), { head, stream: inflated }]
      },
    ),
  )
}

/** Pictures and fonts are compressed, too, and not all of them whole when cut out like this. */
function inflated1(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1')
  } catch {
    return ''
  }
}

function charactersOf(cmap: string): Map<string, string> {
  const found = new Map<string, string>()
  const character = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block = ''] of cmap.matchAll(/beginbfchar\s*([\s\S]*?)endbfchar/g)) {
    for (const [, glyph = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g))
      found.set(glyph.toUpperCase(), character(to))
  }
  for (const [, block = ''] of cmap.matchAll(/beginbfrange\s*([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', to = '', first = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      for (let glyph = Number.parseInt(from, 16); glyph <= Number.parseInt(to, 16); glyph++) {
        const code = Number.parseInt(first, 16) + glyph - Number.parseInt(from, 16)
        found.set(glyph.toString(16).toUpperCase().padStart(4, '0'), String.fromCodePoint(code))
      }
    }
  }
  return found
}

function pageText(
  page: string,
  objects: ReadonlyMap<number, PdfObject>,
  fonts: ReadonlyMap<number, ReadonlyMap<string, string>>,
): string {
  const resources = /\/Resources (\d+) 0 R/.exec(page)?.[1]
  const names = resources === undefined ? page : (objects.get(Number(resources))?.head ?? '')
  const byName = new Map(
    [...names.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id]) => [name, fonts.get(Number(id))]),
  )
  const contents = [...(/\/Contents \[?([\d R]+)\]?/.exec(page)?.[1] ?? '').matchAll(/(\d+) 0 R/g)]
  const drawn = contents.map(([, id]) => objects.get(Number(id))?.stream ?? '').join('\n')
  let font: ReadonlyMap<string, string> | undefined
  let text = ''
  for (const [, name, shown] of drawn.matchAll(/\/(F\d+) [\d.]+ Tf|((?:<[\dA-Fa-f]+>|\[[^\]]*\])) T[jJ]/g)) {
    if (name !== undefined) font = byName.get(name)
    for (const [, hex = ''] of (shown ?? '').matchAll(/<([\dA-Fa-f]+)>/g)) {
      for (const glyph of hex.match(/.{4}/g) ?? []) text += font?.get(glyph.toUpperCase()) ?? ''
    }
  }
  return text
}
