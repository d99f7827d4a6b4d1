/**
 * Weighted least squares: the coefficients that bring Σ weight (target − row · coefficients)² to its smallest, by the
 * normal equations, which do for the three coefficients at most that are asked for here.
 * @param rows one per observation, all of the same length
 * @returns null where the observations do not determine them
 * @see Golub and Van Loan, "Matrix Computations" (4th edition, 2013), sections 5.3 and 6.1
 */
export function leastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  weights: readonly number[],
): number[] | null {
  const size = rows[0]?.length ?? 0
  // Each row of the system ends with its right-hand side.
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0))
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n]
    for (let i = 0; i < size; i++) {
      const equation = system[i]
      const factor = at(row, i) * at(weights, n)
      if (equation === undefined) continue
      for (let j = 0; j < size; j++) equation[j] = at(equation, j) + factor * at(row, j)
      equation[size] = at(equation, size) + factor * at(targets, n)
    }
  }
  return solve(system)
}

/** Gauss-Jordan elimination with partial pivoting. */
function solve(system: number[][]): number[] | null {
  const size = system.length
  const largest = Math.max(...system.map((equation, index) => Math.abs(at(equation, index))))
  for (let column = 0; column < size; column++) {
    const from = largestFrom(system, column)
    const [pivot, displaced] = [system[from], system[column]]
    if (pivot === undefined || displaced === undefined || Math.abs(at(pivot, column)) <= largest * 1e-15) return null
    system[from] = displaced
    system[column] = pivot
    system.forEach((equation, index) => {
      if (index === column) return
      const factor = at(equation, column) / at(pivot, column)
      for (let j = column; j <= size; j++) equation[j] = at(equation, j) - factor * at(pivot, j)
    })
  }
  return system.map((equation, index) => at(equation, size) / at(equation, index))
}

function largestFrom(system: readonly (readonly number[])[], column: number): number {
  let best = column
  for (let index = column + 1; index < system.length; index++) {
    if (Math.abs(at(system[index], column)) > Math.abs(at(system[best], column))) best = index
  }
  return best
}

function at(row: readonly number[] | undefined, index: number): number {
  return row?.[index] ?? 0
}
