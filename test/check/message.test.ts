import t from 'tap'
import { messageOf, UndocumentedAnswer } from '../../lib/check/message.ts'

const describe = (): string => '200, 404 not_found'
const answer = { method: 'GET', url: '/books/7', status: 409, headers: { 'content-type': 'application/problem+json', 'x-other': 'a' }, body: Buffer.from('{}'), length: 2, heard: { kind: 'conflict' } }
const faults = [{ rule: 'status', message: 'One.' }, { rule: 'schema', message: 'Two.' }]

t.test('the request, the answer, and what the document says', async (t) => {
  t.equal(messageOf(answer, { faults, operation: 'GET /books/{id}', met: undefined }, { describe }), `One.
Two.

  request   GET /books/7
  answer    409 (conflict)
            content-type: application/problem+json
            {}
  document  GET /books/{id}: 200, 404 not_found`)
})

t.test('what is not known', async (t) => {
  const bare = { ...answer, method: '', url: '', headers: {}, heard: undefined }
  t.equal(messageOf({ ...bare, body: undefined, length: undefined }, { faults: [], operation: undefined, met: undefined }, { describe }), `
  request   one that could not be read
  answer    409
            (unseen bytes)
  document  has no operation that takes it`)
  t.match(messageOf({ ...bare, body: undefined, length: 7 }, { faults: [], operation: undefined, met: undefined }, { describe }), '(7 bytes)')
  t.notMatch(messageOf({ ...bare, body: Buffer.alloc(0), length: 0 }, { faults: [], operation: undefined, met: undefined }, { describe }), 'bytes')
})

t.test('it is bounded, and of characters that can be shown', async (t) => {
  const long = 'x'.repeat(10_000)
  const message = messageOf({ ...answer, method: long, url: `/${long}\x1B`, headers: { location: `${long}\n`, allow: 'a\nb' }, body: Buffer.from(`\x1B${long}`) }, {
    faults: [{ rule: 'schema', message: `${long}\n` }], operation: 'GET /', met: undefined
  }, { describe: () => long })
  t.ok(message.length < 2500, `${message.length}`)
  t.notMatch(message, /\x1B/) // eslint-disable-line no-control-regex
  t.match(message, 'allow: a\uFFFDb')
})

t.test('the error', async (t) => {
  const error = new UndocumentedAnswer('One.')
  t.equal(String(error), 'UndocumentedAnswer: One.')
  t.equal(error.code, 'CONFORMANT_UNDOCUMENTED_ANSWER')
})
