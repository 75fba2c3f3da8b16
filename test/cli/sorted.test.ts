import t from 'tap'
import { sorted } from '../../lib/cli/sorted.ts'

t.test('what has no order stands by its name, and everything else as it was', async (t) => {
  const schema = { type: 'object', properties: { b: {}, a: {} } }
  const document = {
    openapi: '3.1.1',
    info: { version: '1', title: 'a' },
    paths: { '/b': { post: { summary: 'b', responses: { default: {}, 404: { headers: { b: 1, a: 2 } }, 200: {} } }, get: { tags: ['a'] }, 'x-none': null }, '/a': {} },
    components: { schemas: { B: schema, A: {} }, responses: {} }
  }
  const { paths, ...others } = document
  t.equal(JSON.stringify(sorted(document)), JSON.stringify({
    openapi: others.openapi,
    info: others.info,
    paths: { '/a': {}, '/b': { get: { tags: ['a'] }, post: { summary: 'b', responses: { 200: {}, 404: { headers: { b: 1, a: 2 } }, default: {} } }, 'x-none': null } },
    components: { responses: {}, schemas: { A: {}, B: schema } }
  }))
  t.strictSame(sorted(document), document)
})
