const CUT = 200

/**
 * What is wrong with how bad input was refused: it must be one line, `error[CODE]: what; allowed: …; try: …`, that names
 * the value given in a form that is safe to print and no longer than need be.
 */
export function refusalTrouble(stderr: string, code: string, given: string): string[] {
  const trouble: string[] = []
  const expect = (holds: boolean, sentence: string): void => {
    if (!holds) trouble.push(sentence)
  }
  expect(stderr.endsWith('\n') && stderr.indexOf('\n') === stderr.length - 1, 'is not one line')
  const line = stderr.trimEnd()
  expect(line.startsWith(`error[${code}]: `), `is not an error[${code}]`)
  expect(/^error\[[A-Z_]+\]: [^;]*\S.*; allowed: \S.*; try: \S/.test(line), 'lacks what is allowed, or what to try')
  expect(
    !/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/.test(line),
    'holds raw control characters',
  )
  expect(!/\bat .*:\d+:\d+/.test(line), 'holds a stack trace')
  expect(!line.includes('a'.repeat(CUT + 1)), `shows more than ${CUT} characters of a word`)
  // Escapes look different, but what stands between them is shown as it was given.
  for (const piece of given.slice(0, 100).split(/[^\w./-]+/)) {
    expect(line.includes(piece), `does not name "${piece}"`)
  }
  return trouble
}
