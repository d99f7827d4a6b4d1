import type { LocalHttp } from '../base/local-http.ts'
import type { Programs } from '../base/programs.ts'

/**
 * What few kernels ask a worker for, loaded when one does: Node's HTTP and its child processes take tens of milliseconds of
 * every thread that loads them.
 */

const programs = async (): Promise<Programs> => (await import('./python-programs.ts')).nodePrograms
const http = async (): Promise<LocalHttp> => (await import('./local-http.ts')).localHttp

export const latePrograms: Programs = {
  findInterpreters: async () => (await programs()).findInterpreters(),
  runPython: async (...run) => (await programs()).runPython(...run),
}

export const lateHttp: LocalHttp = {
  serve: async answer => (await http()).serve(answer),
  client(port) {
    const client = http().then(loaded => loaded.client(port))
    return {
      get: async path => (await client).get(path),
      close() {
        void client.then(loaded => {
          loaded.close()
        })
      },
    }
  },
}
