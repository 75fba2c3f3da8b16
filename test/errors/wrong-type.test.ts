import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { factsOfType, takenTypes, wrongType } from '../../lib/errors/wrong-type.ts'

t.test('the fields say what is taken, each for its method', async (t) => {
  const list = 'text/csv, application/*+json'
  const cases: Array<[method: string, fields: object]> = [
    ['POST', { accept: list, 'accept-post': list }],
    ['PATCH', { accept: list, 'accept-patch': list }],
    ['PUT', { accept: list }],
    ['post', { accept: list }]
  ]
  for (const [method, fields] of cases) t.strictSame(takenTypes(['text/csv', '+json'], method), fields, method)
  t.strictSame(takenTypes(['text/csv'], 'PUT'), { accept: 'text/csv' }, 'one alone')
})

t.test('the type is repeated without its parameters', async (t) => {
  const cases: Array<[value: string, limit: number | undefined, shown: string]> = [
    ['text/plain', undefined, 'text/plain'],
    ['text/plain; charset=utf-8', undefined, 'text/plain'],
    ['  text/plain ;a;b', undefined, 'text/plain'],
    ['; charset=utf-8', undefined, ''],
    ['a'.repeat(300), undefined, `${'a'.repeat(199)}…`],
    ['text/plain', 5, 'text…']
  ]
  for (const [value, limit, shown] of cases) {
    t.strictSame({ ...factsOfType(value, ['text/csv'], limit) }, { value: shown, allowed: ['text/csv'] }, value.slice(0, 40))
  }
})

t.test('both together make the error', async (t) => {
  const { facts, headers } = new ApiError('unsupported_media_type', wrongType('text/plain;a', 'PATCH', ['text/csv']))
  t.strictSame({ ...facts }, { value: 'text/plain', allowed: ['text/csv'] })
  t.strictSame({ ...headers }, { accept: 'text/csv', 'accept-patch': 'text/csv' })
  const json = wrongType('text/plain', 'PUT')
  t.strictSame([json.headers, json.facts?.allowed], [{ accept: 'application/json' }, ['application/json']], 'JSON, where nothing is said')
})
