/** One entry of `docs/glossary.md`, as `npm run generate` takes it out. */
export interface GlossaryEntry {
  /** As the glossary has it, with its remark: "deadlock (proved)". */
  readonly term: string
  /** What it explains in a text, in small letters. */
  readonly words: readonly string[]
  /** One paragraph, with its inline marks. */
  readonly definition: string
}
