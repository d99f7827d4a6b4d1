/** The cells of a CSV text, by RFC 4180. @throws Error for what is none */
export function csvRows(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const quoted = /"((?:[^"]|"")*)"/y
    const plain = /[^",\r\n]*/y
    quoted.lastIndex = at
    plain.lastIndex = at
    const inQuotes = quoted.exec(text)
    const found = inQuotes ?? plain.exec(text)
    if (found === null) throw new Error(`no cell at ${String(at)}`)
    row.push(inQuotes === null ? found[0] : (inQuotes[1] ?? '').replaceAll('""', '"'))
    at += found[0].length
    if (text[at] === ',') at += 1
    else if (text.startsWith('\r\n', at)) {
      rows.push(row)
      row = []
      at += 2
    } else throw new Error(`neither a comma nor the end of a row at ${String(at)}: ${text.slice(at, at + 20)}`)
  }
  return rows
}
