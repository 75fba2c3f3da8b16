import t from 'tap'
import { forbidden, unauthorized } from '../../lib/errors/access.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'

const cases: Array<[name: string, error: () => ApiError, kind: string, headers: object, facts: object, detail?: string]> = [
  ['nothing', () => unauthorized(), 'unauthorized', {}, {}],
  ['a message', () => unauthorized('M'), 'unauthorized', {}, {}, 'M'],
  ['a challenge that is written', () => unauthorized('M', { challenge: 'Negotiate', headers: { 'x-a': 'b' } }), 'unauthorized', { 'www-authenticate': 'Negotiate', 'x-a': 'b' }, {}, 'M'],
  ['the same in one object', () => unauthorized({ message: 'M', challenge: 'Negotiate' }), 'unauthorized', { 'www-authenticate': 'Negotiate' }, {}, 'M'],
  ['headers win', () => unauthorized({ realm: 'a', headers: { 'WWW-Authenticate': 'Basic' } }), 'unauthorized', { 'www-authenticate': 'Basic' }, {}],
  ['a scheme alone', () => unauthorized({ scheme: 'Bearer' }), 'unauthorized', { 'www-authenticate': 'Bearer' }, {}],
  ['a realm', () => unauthorized({ realm: 'shop' }), 'unauthorized', { 'www-authenticate': 'Bearer realm="shop"' }, {}],
  ['an error', () => unauthorized('M', { error: 'invalid_token', description: 'D' }), 'unauthorized',
    { 'www-authenticate': 'Bearer error="invalid_token", error_description="D"' }, { challenge: { error: 'invalid_token', description: 'D' } }, 'M'],
  ['facts of its own too', () => unauthorized({ error: 'invalid_token', facts: { id: 'x' } }), 'unauthorized', { 'www-authenticate': 'Bearer error="invalid_token"' }, { id: 'x', challenge: { error: 'invalid_token' } }],
  ['a bad request', () => unauthorized({ error: 'invalid_request' }), 'bad_request', { 'www-authenticate': 'Bearer error="invalid_request"' }, { challenge: { error: 'invalid_request' } }],
  ['too little scope', () => unauthorized({ error: 'insufficient_scope', scope: ['a', 'b'] }), 'forbidden',
    { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' }, { challenge: { error: 'insufficient_scope', scope: 'a b' } }],
  ['no challenge at all', () => unauthorized({ challenges: [] }), 'unauthorized', {}, {}],
  ['several', () => unauthorized({ challenges: [{ realm: 'a' }, { scheme: 'DPoP', error: 'invalid_token' }] }), 'unauthorized',
    { 'www-authenticate': ['Bearer realm="a"', 'DPoP error="invalid_token"'] }, { challenge: { error: 'invalid_token' } }],
  ['forbidden', () => forbidden(), 'forbidden', {}, {}],
  ['forbidden, of a thing', () => forbidden({ message: 'M', resource: 'Project', id: '7', facts: { limit: 1 } }), 'forbidden', {}, { limit: 1, resource: 'Project', id: '7' }, 'M'],
  ['forbidden, of a kind of things', () => forbidden('M', { resource: 'Project' }), 'forbidden', {}, { resource: 'Project' }, 'M'],
  ['forbidden for a scope', () => forbidden({ scope: 'a  b' }), 'forbidden', { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' }, { challenge: { error: 'insufficient_scope', scope: 'a b' } }],
  ['forbidden for another reason', () => forbidden({ error: 'step_up', realm: 'shop' }), 'forbidden', { 'www-authenticate': 'Bearer realm="shop", error="step_up"' }, { challenge: { error: 'step_up' } }],
  ['texts of all sorts', () => unauthorized({ realm: 7, description: new Date(0), params: { a: 7n, b: null } } as never), 'unauthorized',
    { 'www-authenticate': 'Bearer realm="7", error_description="1970-01-01T00:00:00.000Z", a="7"' }, {}],
  ['what is told to nobody', () => unauthorized({ realm: new Error('secret'), description: () => 'secret', params: { a: new Error('secret') } } as never), 'unauthorized', { 'www-authenticate': 'Bearer' }, {}],
  ['parameters that are none', () => forbidden({ scope: 'a', params: class { static readonly words = 'secret' } } as never), 'forbidden',
    { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a"' }, { challenge: { error: 'insufficient_scope', scope: 'a' } }]
]

t.test('what it says, and what it challenges to', async (t) => {
  for (const [name, make, kind, headers, facts, detail] of cases) {
    const error = make()
    t.strictSame([error.kind, error.headers, error.facts, error.detail], [kind, headers, facts, detail], name)
  }
})

t.test('what cannot be written is refused', async (t) => {
  t.throws(() => unauthorized({ challenges: {} as never }), new TypeError('challenges must be a list, got [object Object]'))
  t.throws(() => unauthorized({ error: 'a"' }), TypeError)
  t.throws(() => unauthorized({ challenges: [{ scheme: 'a b' }] }), TypeError)
  t.throws(() => forbidden({ scope: 'a"' }), TypeError)
})
