import t from 'tap'
import { contentTypeCheck, type ContentTypeOptions } from '../../lib/gates/content-type.ts'
import { wrongType } from '../../lib/errors/wrong-type.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'
import { ofHead } from '../helpers/head.ts'

const json = ['application/json']
const standard: ContentTypeOptions = { types: json, negotiation: 'rfc9110', echoLimit: 20, needsBody: false }
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

t.test('other methods are not looked at', async (t) => {
  const gate = ofHead(contentTypeCheck({ ...standard, needsBody: true }))
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'QUERY', 'toString', undefined]) {
    t.equal(gate({ method, headers: { 'content-type': 'xxx', 'content-length': '5' } }), undefined, String(method))
  }
})

t.test('wrongType', async (t) => {
  t.strictSame(wrongType('text/csv;a=b', 'PATCH'), { facts: { value: 'text/csv', allowed: json }, headers: accepts('PATCH') })
  t.strictSame(wrongType('x', 'DELETE', ['text/csv']), { facts: { value: 'x', allowed: ['text/csv'] }, headers: { accept: 'text/csv' } })
})
