import * as z from 'zod'
import type { PageRequest, RequestAnswer } from '../wire.ts'
import { app } from './app.ts'
import { decided } from './link.ts'
import { checkKeys, modelled } from './modelled.ts'

/** Requests and permissions of pages, and what serves `app://`. */

type Decide<Decision> = (decision: Decision) => void
type RequestListener = (details: object, decide: Decide<{ readonly cancel?: boolean }>) => void
type PermissionHandler = (contents: object, permission: string, decide: Decide<boolean>, details: object) => void
type PermissionCheck = (contents: object, permission: string, origin: string, details: object) => boolean
type SchemeHandler = (request: Request) => Response | Promise<Response>

const schemes = new Map<string, SchemeHandler>()
const privileged = new Set<string>()

export const protocol = modelled('protocol', {
  registerSchemesAsPrivileged(entries: readonly { readonly scheme: string; readonly privileges: object }[]): void {
    if (app.isReady()) throw new Error('schemes are registered before the program is ready')
    for (const { scheme, privileges } of entries) {
      checkKeys('privileges', privileges, ['standard', 'secure', 'supportFetchAPI'])
      privileged.add(scheme)
    }
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (!app.isReady()) throw new Error('protocol.handle cannot be used before the program is ready')
    if (schemes.has(scheme)) throw new Error(`the scheme ${scheme} is handled already`)
    if (!privileged.has(scheme)) throw new Error(`pages of ${scheme} would be no secure origin`)
    schemes.set(scheme, handler)
  },
})

// As the original: what nobody decides is allowed.
let onPermission: PermissionHandler = (_contents, _permission, decide) => {
  decide(true)
}
let checkPermission: PermissionCheck = () => true
let onRequest: RequestListener = (_details, decide) => {
  decide({})
}

const defaultSession = modelled('session.defaultSession', {
  setPermissionRequestHandler(handler: PermissionHandler): void {
    onPermission = handler
  },
  setPermissionCheckHandler(handler: PermissionCheck): void {
    checkPermission = handler
  },
  /** Devices can only be chosen in dialogs that the double's pages never show. */
  setDevicePermissionHandler(_handler: () => boolean): void {
    if (!app.isReady()) throw new Error('a session has no handlers before the program is ready')
  },
  webRequest: modelled('session.webRequest', {
    onBeforeRequest(listener: RequestListener): void {
      onRequest = listener
    },
  }),
})

export const session = modelled('session', {
  get defaultSession() {
    if (!app.isReady()) throw new Error('session cannot be used before the program is ready')
    return defaultSession
  },
})

/** Whether both the request and the check of a permission are granted. */
export async function permissionOf(contents: object, permission: string): Promise<boolean> {
  const isGranted = await new Promise<boolean>(resolve => {
    onPermission(contents, permission, resolve, {})
  })
  const isChecked = checkPermission(contents, permission, '', {})
  return decided('permission', permission, isGranted || isChecked)
}

const headersSchema = z.record(z.string(), z.string())

/** What becomes of a request that is not for another document. The double's pages never reach a network. */
export async function answerRequest({ url, method }: PageRequest): Promise<RequestAnswer> {
  const { cancel } = await new Promise<{ readonly cancel?: boolean }>(resolve => {
    onRequest({ url, method }, resolve)
  })
  const handler = schemes.get(new URL(url).protocol.replace(/:$/, ''))
  if (!decided('request', url, cancel !== true) || handler === undefined) return { kind: 'blocked' }
  const response = await handler(new Request(url, { method }))
  return {
    kind: 'served',
    status: response.status,
    headers: headersSchema.parse(Object.fromEntries(response.headers)),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}
