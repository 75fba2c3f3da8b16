import t from 'tap'
import { contentTypeCheck, type ContentTypeOptions } from '../../lib/gates/content-type.ts'
import { wrongType } from '../../lib/errors/wrong-type.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'
import { ofHead } from '../helpers/head.ts'

const json = ['application/json']
const standard: ContentTypeOptions = { types: json, negotiation: 'rfc9110', echoLimit: 20, needsBody: false, methods: ['POST', 'PUT', 'PATCH'] }
const exact: Partial<ContentTypeOptions> = { negotiation: 'exact' }

const accepts = (method: string, list = 'application/json'): object => ({
  accept: list,
  ...(method === 'POST' ? { 'accept-post': list } : method === 'PATCH' ? { 'accept-patch': list } : {})
})

t.test('what is taken', async (t) => {
  const cases: Array<[name: string, type: string | undefined, options?: Partial<ContentTypeOptions>, headers?: object]> = [
    ['the type', 'application/json'],
    ['a parameter', 'application/json; charset=utf-8'],
    ['§8.3.1 letters and quotes', 'Application/JSON;Charset="utf-8"'],
    ['no type and no body', undefined],
    ['an empty type and no body', ''],
    ['an empty body', undefined, {}, { 'content-length': '0' }],
    ['a multipart boundary', 'multipart/form-data; boundary=x', { types: ['multipart/form-data'] }],
    ['a suffix', 'application/merge-patch+json', { types: ['+json'] }],
    ['a range', 'image/png', { types: ['image/*'] }],
    ['a parameter without a value', 'application/json; charset='],
    ['a parameter that is none', 'application/json; charset'],
    ['a parameter that is no text', 'application/json; a="'],
    ['exact', 'application/json', exact],
    ['exact, with a parameter', 'application/json;charset=utf-8', exact]
  ]
  for (const [name, type, options, more] of cases) {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      t.equal(ofHead(contentTypeCheck({ ...standard, ...options }))({ method, headers: { 'content-type': type, ...more } as RequestHead['headers'] }), undefined, `${method}, ${name}`)
    }
  }
})

t.test('what is wrong', async (t) => {
  const cases: Array<[name: string, type: string, value: string, options?: Partial<ContentTypeOptions>]> = [
    ['another type', 'xxx', 'xxx'],
    ['without its parameters', 'text/csv ; charset=utf-8', 'text/csv'],
    ['a type that is none', 'application/json/x', 'application/json/x'],
    ['no semicolon before the parameter', 'application/json charset=utf-8', 'application/json ch…'],
    ['parameters alone', '; charset=utf-8', ''],
    ['no text for people', 'a\u0001', 'a\uFFFD'],
    ['cut', 'x'.repeat(30), 'x'.repeat(19) + '…'],
    ['exact, letters', 'Application/JSON', 'Application/JSON', exact]
  ]
  for (const [name, type, value, options] of cases) {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      const error = ofHead(contentTypeCheck({ ...standard, ...options }))({ method, headers: { 'content-type': type } })
      t.strictSame([error?.kind, error?.facts, error?.headers], ['unsupported_media_type', { value, allowed: json }, accepts(method)], `${method}, ${name}`)
    }
  }
  const error = ofHead(contentTypeCheck({ ...standard, types: ['application/json', '+json', 'image/*'] }))({ method: 'PATCH', headers: { 'content-type': 'text/csv' } })
  t.strictSame(error?.headers, accepts('PATCH', 'application/json, application/*+json, image/*'))
})

t.test('what is missing', async (t) => {
  const cases: Array<[name: string, headers: object, options?: Partial<ContentTypeOptions>]> = [
    ['a body that says its length', { 'content-length': '5' }],
    ['a body that comes in chunks', { 'transfer-encoding': 'chunked' }],
    ['an empty type', { 'content-type': '', 'content-length': '5' }],
    ['a schema', {}, { needsBody: true }]
  ]
  for (const [name, headers, options] of cases) {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      const error = ofHead(contentTypeCheck({ ...standard, ...options }))({ method, headers: headers as RequestHead['headers'] })
      t.strictSame([error?.kind, error?.facts, error?.headers], ['content_type_missing', { allowed: json }, accepts(method)], `${method}, ${name}`)
    }
  }
})

t.test('who decides in place of the list is given the whole value and the type', async (t) => {
  const asked: string[][] = []
  const isTaken: ContentTypeOptions['isTaken'] = (value, essence) => {
    asked.push([value, essence])
    return essence === 'text/csv'
  }
  for (const negotiation of ['rfc9110', 'exact'] as const) {
    asked.length = 0
    const gate = ofHead(contentTypeCheck({ ...standard, negotiation, isTaken }))
    const kindFor = (type: string): string | undefined => gate({ method: 'POST', headers: { 'content-type': type } })?.kind
    t.equal(kindFor('text/csv;a=b'), undefined)
    t.equal(kindFor('application/json'), 'unsupported_media_type')
    t.equal(kindFor('csv'), 'unsupported_media_type', 'what is no type')
    t.equal(kindFor('Text/CSV'), negotiation === 'exact' ? 'unsupported_media_type' : undefined)
    t.strictSame(asked.slice(0, 2), [['text/csv;a=b', 'text/csv'], ['application/json', 'application/json']])
  }
})

t.test('RFC 10008 §2: a QUERY has a body and says its type; its 415 says Accept-Query', async (t) => {
  const gate = ofHead(contentTypeCheck({ ...standard, methods: ['QUERY'] }))
  const fields = { accept: 'application/json', 'accept-query': 'application/json' }
  const cases: Array<[headers: object, kind: string]> = [[{}, 'content_type_missing'], [{ 'content-type': 'text/csv' }, 'unsupported_media_type']]
  for (const [headers, kind] of cases) {
    const error = gate({ method: 'QUERY', headers: headers as RequestHead['headers'] })
    t.strictSame([error?.kind, error?.headers], [kind, fields])
  }
  t.equal(gate({ method: 'QUERY', headers: { 'content-type': 'application/json' } }), undefined)
})

t.test('other methods are not looked at', async (t) => {
  const gate = ofHead(contentTypeCheck({ ...standard, needsBody: true }))
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'QUERY', 'toString', undefined]) {
    t.equal(gate({ method, headers: { 'content-type': 'xxx', 'content-length': '5' } }), undefined, String(method))
  }
})

t.test('wrongType', async (t) => {
  t.strictSame(wrongType('text/csv;a=b', 'PATCH'), { facts: { value: 'text/csv', allowed: json }, headers: accepts('PATCH') })
  t.strictSame(wrongType('x', 'POST', []).headers, {}, 'where nothing is taken nothing can be said')
  t.strictSame(wrongType('x', 'DELETE', ['text/csv']), { facts: { value: 'x', allowed: ['text/csv'] }, headers: { accept: 'text/csv' } })
})
