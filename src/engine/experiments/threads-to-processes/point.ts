/** Something with a class and a method. */
export class Point {
  readonly x = 3
  readonly y = 4

  length(): number {
    return Math.hypot(this.x, this.y)
  }
}
