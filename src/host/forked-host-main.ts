import { forkedParent } from '../node/processes.ts'
import { openHostLab } from './engine-host.ts'
import { serveDesk } from './serve-desk.ts'

/** Entry of an engine host that a Node process has forked. */
const host = serveDesk(
  forkedParent(() => {
    host.end()
  }),
  beginning => openHostLab(beginning),
)
