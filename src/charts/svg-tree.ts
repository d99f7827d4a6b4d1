/** A drawing as elements: a page makes nodes of it, an export makes text of it, and both are the same drawing. */
export interface SvgElement {
  readonly tag: 'svg' | 'g' | 'path' | 'circle' | 'rect' | 'text' | 'title' | 'desc'
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly (SvgElement | string)[]
}

/** An element; attributes that are undefined are left out. */
export function svgElement(
  tag: SvgElement['tag'],
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: SvgElement['children'] = [],
): SvgElement {
  const given: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) given[name] = value
  return { tag, attributes: given, children }
}

/** The element as text of a file that opens anywhere. */
export function svgText({ tag, attributes, children }: SvgElement): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
  const inside = children.map(child => (typeof child === 'string' ? escaped(child) : svgText(child)))
  return `<${tag}${written.join('')}${inside.length === 0 ? '/>' : `>${inside.join('')}</${tag}>`}`
}

// What XML does not allow at all, written or escaped; other control characters, and what turns the direction of text.
const NOT_XML = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(NOT_XML, '\ufffd').replaceAll(/[&<>"']/g, character => ENTITIES[character] ?? character)
}
