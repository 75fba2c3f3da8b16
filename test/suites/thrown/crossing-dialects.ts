import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Type } from '@sinclair/typebox'
import { akeneo, defineDialect, gitlab, problem, type Dialect } from '../../../lib/index.ts'

/** The request in whose course something happens. */
export const requests = new AsyncLocalStorage<IncomingMessage>()

const refusedIn: Readonly<Record<string, string>> = { de: 'abgelehnt', fr: 'refusé' }

/** An id of nine characters that nobody has had. */
let made = 100_000_000

function client (): { words: string | undefined, id: string, host: string | undefined, tenant: unknown } {
  const headers: IncomingHttpHeaders = requests.getStore()?.headers ?? {}
  return {
    words: refusedIn[headers['accept-language'] ?? ''],
    id: String(headers['x-request-id']),
    host: headers.host ?? headers[':authority'] as string | undefined,
    tenant: headers['x-tenant']
  }
}

/** What it says is of the moment and of one client, and nothing that the plugin hands it tells so. */
function own (): Dialect {
  return defineDialect({
    name: 'own',
    mediaType: 'application/json',
    render: ({ kind, message, issues, facts, links }, { status }) => ({ status, ...client(), made: `made-${++made}`, kind, message, issues, facts, links }),
    headers: () => {
      const { words, id, host, tenant } = client()
      return { 'x-own': `${id} ${String(tenant)} ${String(host)}`, 'content-language': words === 'refusé' ? 'fr' : 'de', 'x-made': `made-${++made}` }
    },
    schema: () => Type.Any()
  })
}

/** The dialects of the tables; those that are built in say what they can of a request. */
export const dialects: Readonly<Record<string, () => Dialect>> = {
  own,
  akeneo: () => akeneo({ wording: 'live', documentation: 'https://docs.example/' }),
  gitlab: () => gitlab(),
  problem: () => problem({ types: 'https://docs.example/problems/', documentation: 'https://docs.example/' })
}
