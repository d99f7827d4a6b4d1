import type { GraphEdge, GraphNode, WaitGraph } from './wait-for-graph.ts'

/** The picture in Graphviz's language. Layout is Graphviz's own; what is what and what is proved is said. */
export function graphDot({ nodes, edges, finding }: WaitGraph, title: string): string {
  const names = new Map(nodes.map(({ key }, index) => [key, `n${String(index)}`]))
  const lines = [
    ...nodes.map(node => `${names.get(node.key) ?? ''} ${attributes(nodeLook(node))};`),
    ...edges.map(edge => `${names.get(edge.from) ?? ''} -> ${names.get(edge.to) ?? ''} ${attributes(edgeLook(edge))};`),
  ]
  return [
    `digraph ${quoted(title)} {`,
    `  label=${quoted(finding)};`,
    '  rankdir=LR;',
    '  node [fontname="sans-serif"];',
    '  edge [fontname="sans-serif", color="gray40"];',
    ...lines.map(line => `  ${line}`),
    '}',
    '',
  ].join('\n')
}

type Look = Readonly<Record<string, string | undefined>>

function nodeLook({ kind, name, below, abandoned, words }: GraphNode): Look {
  const said = below === '' ? name : `${name}, ${below}`
  const common = { label: abandoned ? `${said}, abandoned` : said, tooltip: words }
  switch (kind) {
    case 'worker':
      return { ...common, shape: 'circle', style: abandoned ? 'dashed' : undefined }
    case 'lock':
      return { ...common, shape: 'box', style: 'filled', fillcolor: 'black', fontcolor: 'white' }
    case 'semaphore':
      return { ...common, shape: 'box' }
    case 'signal':
      return { ...common, shape: 'diamond' }
  }
}

function edgeLook({ kind, timed, proved, time }: GraphEdge): Look {
  return {
    label: kind === 'waits' ? `${timed ? 'waits, timed' : 'waits'} ${time}` : 'held by',
    arrowhead: kind === 'waits' ? 'normal' : 'dot',
    style: timed ? 'dashed' : undefined,
    color: proved ? 'red3' : undefined,
    penwidth: proved ? '3' : undefined,
  }
}

function attributes(look: Look): string {
  const given = Object.entries(look).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${quoted(value)}`))
  return `[${given.join(', ')}]`
}

/** In quotes, what a quoted string would take for its end or for an escape is itself escaped. */
function quoted(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('\0', '')}"`
}
