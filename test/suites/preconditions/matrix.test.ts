// Method × header fields × state of the resource: all of them against the oracle directly, a sample of them over HTTP.
import Fastify from 'fastify'
import t from 'tap'
import conformant, { type ResourceState } from '../../../lib/index.ts'
import { evaluatePreconditions } from '../../../lib/conditional/evaluate.ts'
import { representationOf } from '../../../lib/conditional/representation.ts'
import { listen, requestOf } from '../../helpers/exchange.ts'
import { random } from '../../helpers/limits.ts'
import { RawClient } from '../../helpers/raw.ts'
import { oracle, type Answer, type Asked, type Selected } from './oracle.ts'

const earlier = 'Sat, 05 Nov 1994 08:49:37 GMT'
const changed = 'Sun, 06 Nov 1994 08:49:37 GMT'
const later = 'Mon, 07 Nov 1994 08:49:37 GMT'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
const tags = [undefined, '*', '"a"', 'W/"a"', '"b"', 'W/"b", "a"', '"b", "c,d"', 'a', '"b", a', '"a" "b"', '', ', ,"a",']
const dates = [undefined, earlier, changed, later, 'Sunday, 06-Nov-94 08:49:36 GMT', 'Sun Nov  6 08:49:38 1994', '1994-11-05', '0']
/** What the application says, and what the oracle is told of it. */
const states: ReadonlyArray<[state: ResourceState | undefined, selected: Selected | undefined]> = [
  [undefined, undefined],
  [{ exists: false, etag: '"a"', lastModified: new Date(changed) }, undefined],
  [{}, {}],
  [{ etag: '"a"' }, { etag: '"a"' }],
  [{ etag: 'W/"a"' }, { etag: 'W/"a"' }],
  [{ etag: '"c,d"' }, { etag: '"c,d"' }],
  [{ lastModified: new Date(changed) }, { lastModified: changed }],
  [{ lastModified: Date.parse(changed) + 999 }, { lastModified: changed }],
  [{ etag: '"a"', lastModified: new Date(changed) }, { etag: '"a"', lastModified: changed }],
  [{ etag: 'W/"a"', lastModified: new Date(changed), exists: true }, { etag: 'W/"a"', lastModified: changed }]
]

interface Case { readonly asked: Asked, readonly state: number }

function * cases (): Generator<Case> {
  for (const method of methods) {
    for (const [state] of states.entries()) {
      for (const ifMatch of tags) {
        for (const ifNoneMatch of tags) {
          for (const ifUnmodifiedSince of dates) {
            for (const ifModifiedSince of dates) yield { asked: { method, ifMatch, ifNoneMatch, ifUnmodifiedSince, ifModifiedSince }, state }
          }
        }
      }
    }
  }
}

function headersOf ({ ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince }: Asked): Record<string, string> {
  const fields = { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'if-modified-since': ifModifiedSince, 'if-unmodified-since': ifUnmodifiedSince }
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

t.test('every combination, directly', async (t) => {
  const told: Record<Answer, number> = { 'perform the requested method': 0, 'respond 304': 0, 'respond 412': 0 }
  const words = { 304: 'respond 304', 412: 'respond 412' } as const
  const representations = states.map(([state]) => representationOf(state))
  const wrong: unknown[] = []
  for (const { asked, state } of cases()) {
    const expected = oracle(asked, states[state]?.[1])
    const status = evaluatePreconditions({ method: asked.method, headers: headersOf(asked) }, representations[state])
    const answer = status === undefined ? 'perform the requested method' : words[status]
    told[expected]++
    if (answer !== expected) wrong.push({ asked, state: states[state]?.[0], answer, expected })
  }
  t.strictSame(wrong.slice(0, 5), [])
  for (const [answer, count] of Object.entries(told)) t.ok(count > 5000, `${count} times: ${answer}`)
})

t.test('a sample, over HTTP', async (t) => {
  let handled = 0
  const app = Fastify()
  await app.register(conformant)
  const state = async ({ query }: { query: unknown }): Promise<ResourceState | undefined> => states[Number((query as { state: string }).state)]?.[0]
  app.route({
    method: methods.filter(method => method !== 'HEAD'),
    url: '/',
    config: { conformant: { preconditions: { state } } },
    handler: async () => {
      handled++
      return { done: true }
    }
  })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  const next = random(9110)
  const statuses = { 'perform the requested method': 200, 'respond 304': 304, 'respond 412': 412 }
  const wrong: unknown[] = []
  let count = 0
  for (const { asked, state } of cases()) {
    if (next() > 0.003) continue
    count++
    const before = handled
    client.send(requestOf({ method: asked.method, path: `/?state=${state}`, headers: headersOf(asked) }))
    const { status, headers, body } = await client.answer(asked.method)
    const answer = oracle(asked, states[state]?.[1])
    const expected = { status: statuses[answer], handled: answer === 'perform the requested method', isEmpty: status === 304 || asked.method === 'HEAD' }
    const actual = { status, handled: handled > before, isEmpty: body === '' }
    if (JSON.stringify(actual) !== JSON.stringify(expected)) wrong.push({ asked, state: states[state]?.[0], actual, expected })
    if (status === 304 && ('content-type' in headers || 'content-length' in headers)) wrong.push({ asked, headers })
  }
  client.close()
  t.strictSame(wrong.slice(0, 5), [])
  t.ok(count > 1500, `${count} requests`)
})
