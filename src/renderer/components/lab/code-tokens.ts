/** Code is read by shape: keywords heavier, comments quieter, nothing in colour. */
export interface Token {
  readonly kind: 'text' | 'keyword' | 'comment' | 'string'
  readonly text: string
}

const TOKENS =
  /(?<comment>\/\/.*$|\/\*.*?(?:\*\/|$))|(?<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)|(?<keyword>\b(?:async|await|break|case|class|const|continue|default|do|else|export|extends|finally|for|from|function|if|import|in|let|new|of|return|switch|this|throw|try|typeof|using|void|while|yield)\b)/g

/**
 * The lines of a piece of code. Block comments may run over several lines; text between back ticks may not.
 */
export function tokenLines(code: string): Token[][] {
  let commented = false
  return code.split('\n').map(line => {
    if (!commented) {
      const tokens = tokensOf(line)
      const last = tokens.at(-1)
      commented = last?.kind === 'comment' && last.text.startsWith('/*') && !last.text.endsWith('*/')
      return tokens
    }
    const end = line.indexOf('*/')
    if (end < 0) return [{ kind: 'comment', text: line }]
    commented = false
    return [{ kind: 'comment', text: line.slice(0, end + 2) }, ...tokensOf(line.slice(end + 2))]
  })
}

function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  let done = 0
  for (const found of line.matchAll(TOKENS)) {
    if (found.index > done) tokens.push({ kind: 'text', text: line.slice(done, found.index) })
    const { comment, keyword } = found.groups ?? {}
    const kind = comment !== undefined ? 'comment' : keyword !== undefined ? 'keyword' : 'string'
    tokens.push({ kind, text: found[0] })
    done = found.index + found[0].length
  }
  if (done < line.length) tokens.push({ kind: 'text', text: line.slice(done) })
  return tokens
}
