import type { OpenDialog, Rectangle } from '../wire.ts'
import { serve } from './link.ts'
import { ModelledEmitter, checkKeys, modelled, nextId } from './modelled.ts'

/** What the system around the program does for it: displays, theme, dialogs, links. All of it recorded or answered by the test. */

let areas: readonly Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }]

export function primaryArea(): Rectangle {
  return areas[0] ?? { x: 0, y: 0, width: 0, height: 0 }
}

function displays() {
  return areas.map((workArea, index) => modelled('display', { id: index, workArea }))
}

export const screen = modelled('screen', {
  getPrimaryDisplay: () => displays()[0],
  getAllDisplays: displays,
})

class NativeThemeModel extends ModelledEmitter {
  readonly shouldUseDarkColors = process.env['DOUBLE_DARK'] === '1'

  constructor() {
    super('nativeTheme', ['updated'])
  }
}

export const nativeTheme = modelled('nativeTheme', new NativeThemeModel())

const opened: string[] = []

export const shell = modelled('shell', {
  openExternal(url: string): Promise<void> {
    opened.push(url)
    return Promise.resolve()
  },
})

interface PendingDialog extends OpenDialog {
  readonly answer: (answer: object) => void
}

const pending = new Map<number, PendingDialog>()

/** Stays open until the test answers, as the original does until the user does. */
function openDialog(kind: OpenDialog['kind'], options: object): Promise<object> {
  return new Promise(resolve => {
    const id = nextId()
    pending.set(id, { id, kind, options: { ...options }, answer: resolve })
  })
}

export const dialog = modelled('dialog', {
  showSaveDialog(_window: object, options: object): Promise<object> {
    checkKeys('dialog.showSaveDialog', options, ['defaultPath', 'filters'])
    return openDialog('save', options)
  },
  showMessageBox(options: object): Promise<object> {
    checkKeys('dialog.showMessageBox', options, ['type', 'title', 'message', 'detail', 'buttons'])
    return openDialog('message', options)
  },
  showErrorBox(title: string, content: string): void {
    void openDialog('message', { message: title, detail: content })
  },
})

serve({
  displays: wanted => {
    areas = wanted
  },
  opened: () => opened,
  dialogs: () => [...pending.values()].map(({ id, kind, options }) => ({ id, kind, options })),
  answerDialog: (id, answer) => {
    const asked = pending.get(id)
    if (asked === undefined) throw new Error(`there is no dialog ${String(id)}`)
    pending.delete(id)
    asked.answer(answer)
  },
})
