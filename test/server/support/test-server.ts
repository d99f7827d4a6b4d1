import { onTestFinished } from 'vitest'
import type { PageConnection } from '../../../src/host/page-connection.ts'
import { PageFiles } from '../../../src/server/files.ts'
import { startServer, type RunningServer } from '../../../src/server/serve.ts'
import type { PageTaker } from '../../../src/server/sockets.ts'
import { present } from '../../helpers/present.ts'
import { stubPage } from './stub-page.ts'
import { codeIn, Visitor } from './visitor.ts'

/** Takes pages on and remembers what it hears of them. */
export class FakePages implements PageTaker {
  readonly pages: PageConnection[] = []
  readonly messages: unknown[] = []
  gone = 0

  connect(page: PageConnection): void {
    this.pages.push(page)
    page.onMessage(message => this.messages.push(message))
    page.onClose(() => {
      this.gone += 1
    })
  }

  /** The page that came last. */
  get latest(): PageConnection {
    return present(this.pages.at(-1))
  }
}

/** A server with a stub of a page, ended with the test. */
export class TestServer<P extends PageTaker = FakePages> extends Visitor {
  readonly server: RunningServer
  readonly pages: P
  /** Addresses shown after the first one. */
  readonly newAddresses: string[]

  private constructor(server: RunningServer, pages: P, newAddresses: string[]) {
    super(server.port)
    this.server = server
    this.pages = pages
    this.newAddresses = newAddresses
  }

  static async start(pingEveryMillis?: number): Promise<TestServer> {
    return TestServer.startWith(new FakePages(), pingEveryMillis)
  }

  static async startWith<P extends PageTaker>(pages: P, pingEveryMillis?: number): Promise<TestServer<P>> {
    const newAddresses: string[] = []
    const server = await startServer({
      port: 0,
      files: PageFiles.read(await stubPage()),
      pages,
      onNewAddress: address => newAddresses.push(address),
      ...(pingEveryMillis === undefined ? {} : { pingEveryMillis }),
    })
    onTestFinished(() => server.close())
    return new TestServer(server, pages, newAddresses)
  }

  get code(): string {
    return codeIn(this.server.address)
  }

  /** Exchanges the present code. */
  async cookie(): Promise<string> {
    return this.cookieFor(this.code)
  }
}
