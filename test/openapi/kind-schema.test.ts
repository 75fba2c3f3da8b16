import { Type } from '@sinclair/typebox'
import t from 'tap'
import { catalog, defineDialect, gitlab } from '../../lib/index.ts'
import { kindSchema, textOf } from '../../lib/openapi/kind-schema.ts'
import { addKind } from '../../lib/errors/catalog.ts'

t.test('a dialect is asked once for each kind, status and findings', async (t) => {
  const asked: unknown[] = []
  const dialect = defineDialect({
    name: 'asked',
    mediaType: 'application/json',
    render: () => ({}),
    schema: (status, of) => {
      asked.push([status, of?.kind, of?.mayHaveIssues])
      return Type.Object({ [String(of?.definition?.meaning)]: Type.Literal(status) })
    }
  })
  const first = kindSchema(dialect, 404, 'not_found', false)
  t.equal(kindSchema(dialect, 404, 'not_found', false), first)
  t.not(kindSchema(dialect, 404, 'not_found', true), first)
  t.not(kindSchema(dialect, 400, 'not_found', false), first)
  t.strictSame(asked, [[404, 'not_found', false], [404, 'not_found', true], [400, 'not_found', false]])
  t.not(kindSchema({ ...dialect }, 404, 'not_found', false), first, 'each dialect for itself')
})

t.test('a kind that is defined anew is asked for anew', async (t) => {
  const dialect = gitlab()
  addKind('kindSchemaTwice', { ...catalog.conflict, meaning: 'one' })
  const first = kindSchema(dialect, 409, 'kindSchemaTwice', false)
  t.equal(kindSchema(dialect, 409, 'kindSchemaTwice', false), first)
  addKind('kindSchemaTwice', { ...catalog.conflict, meaning: 'two' })
  t.not(kindSchema(dialect, 409, 'kindSchemaTwice', false), first)
})

t.test('the text of a schema, without the names that each recursive one has for itself', async (t) => {
  const [one, other] = [gitlab().schema(400), gitlab().schema(400)]
  t.not(JSON.stringify(one), JSON.stringify(other))
  t.equal(textOf(one), textOf(other))
  t.equal(textOf(one), textOf(one))
})
