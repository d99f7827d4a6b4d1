import { utilityParent } from '../node/processes.ts'
import { askedProcesses } from './asked-processes.ts'
import { BorrowedPrinter } from './borrowed-printer.ts'
import { openHostLab } from './engine-host.ts'
import { serveDesk } from './serve-desk.ts'

/** Entry of an engine host that Electron's main process has started; it is ended together with that process. */
const parent = utilityParent()
const startProcess = askedProcesses(parent)
const printer = new BorrowedPrinter(message => {
  parent.post(message)
})
serveDesk(parent, beginning => openHostLab(beginning, { startProcess, printer }), printer)
