import { dialog } from 'electron'
import { errorLine, toLabError } from '../base/errors.ts'

/** Tells the user of trouble that no page can show, without holding anything up. */
export function tellTrouble(what: string, thrown: unknown): void {
  void ask('warning', what, errorLine(toLabError(thrown)), ['OK'])
}

/** Asks the user to choose; answers with the index of the button. */
export async function ask(
  type: 'warning' | 'error',
  message: string,
  detail: string,
  buttons: readonly string[],
): Promise<number> {
  const { response } = await dialog.showMessageBox({
    type,
    title: 'Interleave',
    message,
    detail,
    buttons: [...buttons],
  })
  return response
}
