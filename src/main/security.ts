import { app, shell, type Session } from 'electron'
import { EXTERNAL_LINKS } from './external-links.ts'
import { isOwnPage, mayLoad, type PageSource } from './page-source.ts'

/** Keeps every page, now and later, where it is: no other document, no new window by its own will, no embedded one. */
export function confinePages(source: PageSource): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (navigation: { readonly url: string; preventDefault(): void }): void => {
      // Reloading is a navigation too.
      if (!isOwnPage(source, navigation.url)) navigation.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-frame-navigate', navigation => {
      if (!navigation.isMainFrame) navigation.preventDefault()
    })
    contents.on('will-attach-webview', event => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(({ url }) => {
      if (EXTERNAL_LINKS.has(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** Denies every permission, and every request that is not for the page itself. */
export function confineSession(session: Session, source: PageSource): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((request, decide) => {
    decide({ cancel: !mayLoad(source, request.url) })
  })
}
