import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import type { Test } from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import type { Edge } from '../../lib/server/edge.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'
import { requestOf } from './exchange.ts'
import { RawClient, type Answer } from './raw.ts'

interface Served { readonly client: RawClient, readonly lines: unknown[][], answer (): Promise<Answer> }

/** A client of a server that answers as it is told, and what its log is told. */
export async function serve (t: Test, handle: (edge: Edge, request: IncomingMessage, response: ServerResponse) => void, isClosing = false, options: ServerOptions = {}): Promise<Served> {
  const lines: unknown[][] = []
  const tell = ({ err }: { err: unknown }, message: string): void => { lines.push([message, err]) }
  const edge = { log: { error: tell, info: tell }, prefixes: new Prefixes(standardPlace(), true), drain: undefined, idOf: () => () => undefined, isClosing } as unknown as Edge
  const server = createServer(options, (request, response) => handle(edge, request, response))
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = await RawClient.connect((server.address() as AddressInfo).port)
  t.teardown(() => client.close())
  client.send(requestOf({}))
  return { client, lines, answer: async () => await client.answer() }
}
