/** A pattern that keeps the text it was last looked for in. */
export class KeepingPattern extends RegExp {
  text = ''

  override test(text: string): boolean {
    this.text = text
    return super.test(text)
  }
}
