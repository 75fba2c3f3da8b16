import t from 'tap'
import { isErrors, keyOf, kindsOf, rowsOf } from '../../lib/check/rows.ts'
import { response } from './documents.ts'

t.test('the kinds that examples are named by', async (t) => {
  t.same(kindsOf({}, response('object', ['not_found', 'out_of_credit'])), ['not_found', 'out_of_credit'])
  t.same(kindsOf({}, { content: { a: { examples: { not_found: {} } }, b: { examples: { not_found: {}, conflict: {} } } } }), ['not_found', 'conflict'])
  t.same(kindsOf({}, { content: { a: { examples: { not_found: {} } }, b: {} } }, 'a'), ['not_found'])
  t.same(kindsOf({}, { content: { a: { examples: { not_found: {} } }, b: {} } }, 'b'), [])
  t.same(kindsOf({}, response('object', ['usual', 'rare'])), [], 'names of the application')
  t.same(kindsOf({}, response('object')), [])
  t.same(kindsOf({}, {}), [])
})

t.test('the errors of an operation', async (t) => {
  const responses = { 200: response('object'), 404: response(undefined, ['not_found', 'gone']), '5XX': response(undefined), default: response(undefined, ['bad_request']) }
  t.same(rowsOf({}, { name: 'GET /a', responses }), [
    { operation: 'GET /a', status: '404', kind: 'not_found', times: 0 },
    { operation: 'GET /a', status: '404', kind: 'gone', times: 0 },
    { operation: 'GET /a', status: '5XX', times: 0 },
    { operation: 'GET /a', status: 'default', kind: 'bad_request', times: 0 }
  ])
  t.same(['200', '304', '400', '5XX', 'default'].map(isErrors), [false, false, true, true, true])
  t.equal(keyOf({ operation: 'GET /a', status: '404', kind: 'gone' }), 'GET /a 404 gone')
  t.equal(keyOf({ operation: 'GET /a', status: '5XX' }), 'GET /a 5XX ')
})
