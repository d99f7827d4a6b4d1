/** A page's connection as the host's side sees it, whatever carries it. */
export interface PageConnection {
  /** Sends a call, in birpc's form. */
  post(message: object): void
  /** Sends the cells of a live frame. */
  frame(cells: Float64Array): void
  /** One listener, set while nothing has been heard yet. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the page is gone. */
  onClose(listener: () => void): void
  /** Hangs up on the page. */
  close(): void
}
