import type { Style, Terminal } from '../../../src/cli/terminal.ts'

/** A terminal that keeps what it is given. Styles are written as tags where `styled`, else left out. */
export function fakeTerminal({ width = 100, styled = false } = {}): Terminal & { readonly printed: string[] } {
  const printed: string[] = []
  return {
    printed,
    print: text => void printed.push(text),
    tell: text => void printed.push(text),
    watched: false,
    width,
    closed: false,
    failure: null,
    onClosed: () => undefined,
    style: (format: Style, text) => (styled ? `<${String(format)}>${text}</>` : text),
  }
}
