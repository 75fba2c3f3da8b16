import t from 'tap'
import { acceptCheck } from '../../lib/gates/accept.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'
import { ofHead } from '../helpers/head.ts'

const json = ['application/json']
const both = ['application/json', 'text/csv']

t.test('accept', async (t) => {
  const cases: Array<[name: string, accept: string | undefined, refused: string | undefined, types?: string[], method?: string]> = [
    ['absent', undefined, undefined],
    ['the type', 'application/json', undefined],
    ['any', '*/*', undefined],
    ['a range', 'application/*', undefined],
    ['letters', 'APPLICATION/Json', undefined],
    ['a weight', 'text/html, application/json;q=0.1', undefined],
    ['another of several', 'text/csv', undefined, both],
    ['§5.6.1.2 empty members', ',application/json,,', undefined],
    ['another type', 'xxx', 'xxx'],
    ['the whole value', 'text/html;level=1, text/*', 'text/html;level=1, text/*'],
    ['§12.4.2 a weight of 0 refuses', 'application/json;q=0', 'application/json;q=0'],
    ['§12.5.1 the most specific range wins', 'application/json;q=0, */*', 'application/json;q=0, */*'],
    ['HEAD', 'xxx', 'xxx', json, 'HEAD'],
    ['POST reads no data', 'xxx', undefined, json, 'POST'],
    ['DELETE reads no data', 'xxx', undefined, json, 'DELETE'],
    ['no text for people', 'a\u0001', 'a\uFFFD'],
    ['cut', 'a/b'.repeat(10), 'a/b'.repeat(8) + '…']
  ]
  for (const [name, accept, refused, types = json, method = 'GET'] of cases) {
    const error = ofHead(acceptCheck({ types, negotiation: 'rfc9110', echoLimit: 25 }))({ method, headers: { accept } as RequestHead['headers'] })
    t.strictSame(error && [error.kind, error.facts, error.headers], refused === undefined
      ? undefined
      : ['not_acceptable', { value: refused, allowed: types }, { vary: 'Accept' }], name)
  }
})

t.test('exactly as the product compares', async (t) => {
  const gate = ofHead(acceptCheck({ types: json, negotiation: 'exact', echoLimit: 200 }))
  const cases: Array<[accept: string | undefined, isRefused: boolean]> = [
    [undefined, false],
    ['application/json', false],
    ['text/html, */*;q=0.8', false],
    ['application/json;q=0.9', true],
    ['Application/JSON', true],
    ['application/*', true]
  ]
  for (const [accept, isRefused] of cases) t.equal(gate({ method: 'GET', headers: { accept } as RequestHead['headers'] }) !== undefined, isRefused, accept ?? 'absent')
})
