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
  for (const isReport of [false, true]) for (const [name, ours, isFault] of cases) t.equal(fault({}, fine, ours, isReport) !== undefined, isFault, name)
})

t.test('what is refused in another way', async (t) => {
  t.equal(fault({}, bare404, problem(404), true), undefined)
  t.equal(fault({}, bare404, problem(405), false), undefined, 'with another status where gates refuse')
  t.type(fault({}, bare404, problem(405), true), 'string', 'and not where they report')
  t.type(fault({}, bare404, bare404, false), 'string', "in Fastify's format")
  t.type(fault({}, bare404, fine, false), 'string', 'not at all')
  t.equal(fault({ rule: 'plain text' }, fine, problem(415), false), undefined)
  t.type(fault({ rule: 'plain text' }, fine, problem(415), true), 'string', 'a rule refuses nothing where gates report')
  t.type(fault({ rule: 'plain text' }, fine, fine, false), 'string', 'a rule that does not hold')
  t.type(fault({ rule: 'plain text' }, bare404, problem(404), false), 'string', 'a rule that is no rule')
  for (const isReport of [false, true]) {
    t.equal(fault({ mapped: 409 }, bare404, problem(409), isReport), undefined)
    t.type(fault({ mapped: 409 }, bare404, problem(400), isReport), 'string', 'another status')
    t.equal(fault({ mapped: 409 }, bare404, problem(404), isReport) === undefined, isReport, 'that of bare Fastify')
    t.type(fault({ mapped: 404 }, bare404, bare404, isReport), 'string', 'not in the dialect')
    t.type(fault({ mapped: 409 }, fine, problem(409), isReport), 'string', 'what bare Fastify does not refuse')
  }
  const own = outcome(404, '{"own":true}')
  t.equal(fault({ isOwn: true }, own, { ...own }, false), undefined)
  t.type(fault({ isOwn: true }, own, problem(404), false), 'string', 'what an application answers is not answered in another way')
  t.equal(fault({ isNothing: true }, problem(400), fine, false), undefined)
  t.type(fault({ isNothing: true }, problem(400), problem(400), false), 'string')
})
