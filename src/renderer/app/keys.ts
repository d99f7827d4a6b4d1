/** What keys can do on any screen. */
export interface KeyActions {
  run(): void
  /** Stops a run, or closes what lies over the page. */
  escape(): void
  toggleSide(): void
  toggleRail(): void
  showKeys(): void
}

/** One key and what it does, as the list of keys shows it. */
export interface KeyLine {
  readonly keys: string
  readonly does: string
}

export const KEY_LINES: readonly KeyLine[] = [
  { keys: 'Ctrl Enter, or Space outside of fields', does: 'run the experiment that is shown' },
  { keys: 'Esc', does: 'stop the run; without one, close what lies over the page' },
  { keys: 'Ctrl J', does: 'show or hide the lesson and the code' },
  { keys: 'Ctrl B', does: 'show the syllabus over the page, in a narrow window' },
  { keys: 'T', does: 'show or hide the numbers of the figure that has the focus' },
  { keys: 'C', does: 'in the history: choose the run to compare it, or leave it out' },
  { keys: '1–9 in the explorer', does: 'let this thread take its next step' },
  {
    keys: 'U, N, E, R, P in the explorer',
    does: 'undo a step, show the next one, go on to the end, start again, show a schedule with par',
  },
  { keys: 'Tab', does: 'question, variants, parameters, Run, verdict, figures, side' },
  { keys: '?', does: 'this list' },
]

/** Keys that belong to the control that has the focus. */
const TAKES_TEXT = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]'
const TAKES_SPACE = `${TAKES_TEXT}, input, button, a, summary, [tabindex]:not([tabindex="-1"])`

/** Listens on the whole page; the returned function ends it. */
export function installKeys(actions: KeyActions): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || isInDialog(event)) return
    const action = actionOf(event, actions)
    if (action === null) return
    event.preventDefault()
    if (!event.repeat) action()
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}

function actionOf(event: KeyboardEvent, actions: KeyActions): (() => void) | null {
  if (event.altKey) return null
  const { key } = event
  if (event.ctrlKey || event.metaKey) {
    if (key === 'Enter') return () => actions.run()
    if (key.toLowerCase() === 'j') return () => actions.toggleSide()
    if (key.toLowerCase() === 'b') return () => actions.toggleRail()
    return null
  }
  if (key === 'Escape') return popOverIsOpen() ? null : () => actions.escape()
  if (key === '?' && !isTyping(event)) return () => actions.showKeys()
  if (key === ' ' && !targets(event, TAKES_SPACE)) return () => actions.run()
  return null
}

/** True where keys make text. */
export function isTyping(event: KeyboardEvent): boolean {
  return targets(event, TAKES_TEXT)
}

function targets(event: KeyboardEvent, selector: string): boolean {
  return event.target instanceof Element && event.target.closest(selector) !== null
}

export function isInDialog(event: KeyboardEvent): boolean {
  return targets(event, 'dialog, [role=dialog]')
}

/** Esc is its own then, wherever on the page the focus is. */
function popOverIsOpen(): boolean {
  return document.querySelector('[role=dialog][data-state=open]') !== null
}
