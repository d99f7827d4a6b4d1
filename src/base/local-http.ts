/** HTTP within this machine: nothing else can reach it, and it reaches nothing else. */
export interface LocalHttp {
  /**
   * Listens on a free port of the loopback interface.
   * @param answer makes the answer to a path; a request whose answer it fails to make fails
   * @throws {LabError} PORT_TAKEN when the system does not let it listen
   */
  serve(answer: (path: string) => Promise<string>): Promise<LocalServer>
  /** A client with connections of its own, which it keeps for its next requests. */
  client(port: number): LocalClient
}

export interface LocalServer {
  readonly port: number
  /** Ends all connections and gives the port back; requests under way fail. Resolves when that is done. */
  close(): Promise<void>
}

export interface LocalClient {
  /**
   * Resolves to the answer; any number of requests may be under way.
   * @throws {LabError} REQUEST_FAILED when there is none
   */
  get(path: string): Promise<string>
  /** Ends all connections; requests under way fail. */
  close(): void
}
