import { openInProcess } from './engine-host.ts'
import { serveHost } from './serve-host.ts'

/** Entry of a forked engine host. */
serveHost(openInProcess({ warm: true }))
