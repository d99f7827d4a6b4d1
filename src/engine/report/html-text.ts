import { printable } from '../../base/text.ts'

/** Text for the inside of an element or of a quoted attribute: never markup, no control characters, no turned direction. */
export function htmlText(raw: string, longest = 2000): string {
  return printable(raw, longest).replaceAll(/[&<>"']/g, character => ENTITIES[character] ?? character)
}

/** The same for several lines. */
export function htmlLines(raw: string): string {
  return raw
    .split('\n')
    .map(line => htmlText(line))
    .join('\n')
}

/** A value for a script element that holds data: no way out of it, whatever the value says, and nothing that cannot be shown. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&]|[^\x20-\x7e]/g, unit => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
