import { utilityParent } from '../node/processes.ts'
import { openHostLab } from './engine-host.ts'
import { serveDesk } from './serve-desk.ts'

/** Entry of an engine host that Electron's main process has started; it is ended together with that process. */
serveDesk(utilityParent(), openHostLab)
