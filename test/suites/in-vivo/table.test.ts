// The table would notice.
import t from 'tap'
import type { Answer } from '../../helpers/raw.ts'
import { fault, type Outcome } from './table.ts'

const outcome = (status: number, body: string, headers: Answer['headers'] = {}, given: unknown = {}): Outcome => ({ answer: { status, body, headers }, given })
const problem = (status: number): Outcome => outcome(status, JSON.stringify({ status }), { 'content-type': 'application/problem+json' }, undefined)
const fine = outcome(200, '{}', { 'x-own': 'a' }, { body: {} })
const bare404 = outcome(404, '{"message":"Route GET:/ not found","error":"Not Found","statusCode":404}', { 'content-type': 'application/json' }, undefined)

t.test('what differs from bare Fastify', async (t) => {
  const cases: Array<[name: string, ours: Outcome, isFault: boolean]> = [
    ['the same', { ...fine }, false],
    ['a field that is free', outcome(200, '{}', { 'x-own': 'a', vary: 'Accept' }, { body: {} }), false],
    ['another status', outcome(201, '{}', { 'x-own': 'a' }, { body: {} }), true],
    ['other bytes', outcome(200, '[]', { 'x-own': 'a' }, { body: {} }), true],
    ['a field less', outcome(200, '{}', {}, { body: {} }), true],
    ['a field more', outcome(200, '{}', { 'x-own': 'a', etag: '1' }, { body: {} }), true],
    ['another body for the handler', outcome(200, '{}', { 'x-own': 'a' }, { body: [] }), true],
    ['a refusal', problem(415), true]
  ]
  for (const isReport of [false, true]) for (const [name, ours, isFault] of cases) t.equal(await fault({}, fine, ours, isReport) !== undefined, isFault, name)
})

t.test('what is refused in another way', async (t) => {
  t.equal(await fault({}, bare404, problem(404), true), undefined)
  t.equal(await fault({}, bare404, problem(405), false), undefined, 'with another status where gates refuse')
  t.type(await fault({}, bare404, problem(405), true), 'string', 'and not where they report')
  t.type(await fault({}, bare404, bare404, false), 'string', "in Fastify's format")
  t.type(await fault({}, bare404, fine, false), 'string', 'not at all')
  t.equal(await fault({ rule: 'plain text' }, fine, problem(415), false), undefined)
  t.type(await fault({ rule: 'plain text' }, fine, problem(415), true), 'string', 'a rule refuses nothing where gates report')
  t.type(await fault({ rule: 'plain text' }, fine, fine, false), 'string', 'a rule that does not hold')
  t.type(await fault({ rule: 'plain text' }, bare404, problem(404), false), 'string', 'a rule that is no rule')
  for (const isReport of [false, true]) {
    t.equal(await fault({ mapped: 409 }, bare404, problem(409), isReport), undefined)
    t.type(await fault({ mapped: 409 }, bare404, problem(400), isReport), 'string', 'another status')
    t.equal(await fault({ mapped: 409 }, bare404, problem(404), isReport) === undefined, isReport, 'that of bare Fastify')
    t.type(await fault({ mapped: 404 }, bare404, bare404, isReport), 'string', 'not in the dialect')
    t.type(await fault({ mapped: 409 }, fine, problem(409), isReport), 'string', 'what bare Fastify does not refuse')
  }
  const own = outcome(404, '{"own":true}')
  t.equal(await fault({ isOwn: true }, own, { ...own }, false), undefined)
  t.type(await fault({ isOwn: true }, own, problem(404), false), 'string', 'what an application answers is not answered in another way')
  t.equal(await fault({ isNothing: true }, problem(400), fine, false), undefined)
  t.type(await fault({ isNothing: true }, problem(400), problem(400), false), 'string')
})

t.test('what has to be in a document', async (t) => {
  const document = (paths: unknown): Outcome => outcome(200, JSON.stringify({ openapi: '3.0.3', paths }))
  const [bare, more] = [document({ '/': { get: { responses: { 200: {} } } } }), document({ '/': { get: { responses: { 200: {}, 404: {} } } } })]
  const cases: Array<[name: string, bare: Outcome, ours: Outcome, isFault: boolean]> = [
    ['all and more', bare, more, false],
    ['nothing more', bare, bare, true],
    ['less', more, bare, true],
    ['something else', bare, document({ '/': { post: { responses: { 200: {}, 404: {} } } } }), true],
    ['another status', bare, { ...more, answer: { ...more.answer, status: 201 } }, true]
  ]
  for (const [name, bare, ours, isFault] of cases) t.equal(await fault({ isDocument: true }, bare, ours, false) !== undefined, isFault, name)
})
