import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { german } from '../../examples/languages/german.ts'
import { statusOf, type Dialect, type RenderContext } from '../../lib/dialects/dialect.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { wordsOf } from '../../lib/dialects/messages.ts'
import { problem } from '../../lib/dialects/problem.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import { bareErrors, request, tellingErrors } from '../fixtures/errors.ts'
import { bodiesOf } from '../fixtures/read.ts'
import { ajvItems } from '../fixtures/validators.ts'

const dialects: Array<[fixture: string, dialect: Dialect]> = [
  ['akeneo', akeneo()],
  ['akeneo-live', akeneo({ wording: 'live' })],
  ['gitlab', gitlab()],
  ['gitlab-live', gitlab({ wording: 'live' })],
  ['problem', problem()]
]

const words = wordsOf(german)
// The words of an application, in each dialect and wording: the shape is the same as in English.
const languages: Array<[fixture: string, dialect: Dialect, context: Pick<RenderContext, 'language' | 'words'>]> = dialects.flatMap(([name, dialect]): typeof languages =>
  [[name, dialect, {}], [`${name}-de`, dialect, { language: 'de', words }]])

for (const [name, dialect, spoken] of languages) {
  t.test(`every kind in ${name}`, async (t) => {
    const { telling, bare } = bodiesOf(name)
    t.strictSame(Object.keys(telling), kinds, 'the fixture has every kind')
    for (const kind of kinds) {
      const expected = { telling: telling[kind], bare: bare[kind] ?? telling[kind] }
      for (const [how, error] of [['telling', tellingErrors[kind]], ['bare', bareErrors[kind]]] as const) {
        const status = statusOf(error, dialect)
        const body = dialect.render(error, { ...request, ...spoken, status })
        t.equal(JSON.stringify(body), JSON.stringify(expected[how]), `${kind}, ${how}`)
        t.ok(Value.Check(dialect.schema(status), JSON.parse(JSON.stringify(body))), `${kind}, ${how}, meets its schema`)
      }
    }
  })
}

t.test('the schemas refuse what is no body', async (t) => {
  const cases: Array<[name: string, dialect: Dialect, status: number, body: unknown]> = [
    ['another status', akeneo(), 404, { code: 405, message: 'x' }],
    ['no message', akeneo(), 404, { code: 404 }],
    ['an empty message', akeneo(), 404, { code: 404, message: '' }],
    ['errors that are no list', akeneo(), 422, { code: 422, message: 'x', errors: {} }],
    ['an empty message', gitlab(), 404, { message: '' }],
    ['a number', gitlab(), 404, { message: 404 }],
    ['a number in the map', gitlab(), 400, { message: { a: { b: [1] } } }],
    ['nothing', gitlab(), 400, {}],
    ['another text', gitlab({ throttle: 'text' }), 429, 'Retry later'],
    ['another status', problem(), 404, { type: 'about:blank', title: 'Gone', status: 410 }],
    ['no title', problem(), 404, { type: 'about:blank', status: 404 }],
    ['an empty detail', problem(), 404, { type: 'about:blank', title: 'Not Found', status: 404, detail: '' }]
  ]
  for (const [name, dialect, status, body] of cases) t.notOk(Value.Check(dialect.schema(status), body), `${dialect.name}: ${name}`)
})

t.test('errors and links exclude each other, for validators of JSON Schema', async (t) => {
  const schema = akeneo().schema(422)
  t.equal(ajvItems(schema, { code: 422, message: 'x', errors: [] }), undefined)
  t.equal(ajvItems(schema, { code: 422, message: 'x', _links: {} }), undefined)
  t.match(ajvItems(schema, { code: 422, message: 'x', errors: [], _links: {} }), [{ keyword: 'not' }])
})

t.test('in another language a body has the same members', async (t) => {
  for (const [name, dialect] of dialects) {
    for (const kind of kinds) {
      const error = bareErrors[kind]
      const context = { ...request, status: statusOf(error, dialect) }
      const names = (body: unknown): string[] => Object.keys(body as object)
      const [english, inGerman] = [names(dialect.render(error, context)), names(dialect.render(error, { ...context, language: 'de', words }))]
      // Of an internal error problem() says nothing in English.
      if (name === 'problem' && kind === 'internal') t.strictSame(inGerman, [...english, 'detail'])
      else t.strictSame(inGerman, english, `${name}: ${kind}`)
    }
  }
})
