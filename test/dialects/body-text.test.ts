import t from 'tap'
import { extendedText, writerOf } from '../../lib/dialects/body-text.ts'
import { akeneo, ApiError, defineDialect, gitlab, problem, type Dialect, type Kind } from '../../lib/index.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import type { IssueInit } from '../../lib/errors/issue.ts'

/** The same sequence in every run. */
function sequence (seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor(state / 2 ** 32 * below)
  }
}

const pieces = [
  'a', 'Name', ' ', '"', '\\', '/', "'", '<', '&', '\0', '\b', '\t', '\n', '\f', '\r', '\v', '\x1F', ' ', '\x7F', '\x80', '\x9F', 'é', '\u2028', '\u2029', '\u202E',
  '\uD7FF', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uE000', '\uFEFF', '\uFFFD', '\uFFFF', '😀', '\uDE00\uD83D', '__proto__', 'constructor', '0', '12', '\\u0041', '~', '%'
]
const context = { status: 422, method: 'POST', path: '/a"b', origin: 'https://x', documentation: 'https://x/"#a', standardFormat: 'https://x/\\', locate: (location: string) => `https://x${location}` }
const dialects: Dialect[] = [
  akeneo(), akeneo({ wording: 'live', findings: 'first', documentation: 'https://x/d' }), problem(), problem({ types: 'https://x/"', validationStatus: 400 }), problem({ status: false }),
  gitlab(), gitlab({ wording: 'live', throttle: 'text' }), gitlab({ oauth: true })
]

const number = sequence(19)
const chosen = <Value>(values: readonly Value[]): Value => values[number(values.length)] as Value
const text = (): string => Array.from({ length: number(6) }, () => chosen(pieces)).join('')
const maybe = <Value>(make: () => Value): Value | undefined => number(3) === 0 ? make() : undefined

function anIssue (): IssueInit {
  return {
    path: Array.from({ length: number(4) }, () => number(4) === 0 ? number(3) : text()),
    keyword: chosen(['required', 'maxLength', 'type', 'enum', 'additionalProperties', 'requiredAny', 'format', text()]),
    params: { limit: number(9), type: chosen(['string', ['a', text()]]), allowedValues: [text(), number(9), null], missingProperties: [text()], format: text() },
    message: maybe(text),
    words: maybe(text),
    part: maybe(() => chosen(['body', 'querystring', 'headers'] as const)),
    attribute: maybe(text),
    locale: maybe(() => chosen([text(), null])),
    scope: maybe(text),
    currency: maybe(() => null)
  } as IssueInit
}

const anExtra = (): Record<string, unknown> => Object.fromEntries(Array.from({ length: number(4) }, () => [
  chosen(['balance', 'accounts', 'instance', 'more', 'status', '_links', '7', text()]),
  chosen([text(), number(9), -0.5, true, null, [text(), text()], [], [1, text()], { [text()]: text() }])
]))

function anError (kind: Kind): ApiError {
  return new ApiError(kind, {
    message: maybe(text),
    issues: maybe(() => Array.from({ length: number(4) }, anIssue)),
    links: maybe(() => ({ [text()]: text() })),
    instance: maybe(text),
    extra: maybe(anExtra),
    facts: maybe(() => ({ resource: text(), id: text(), value: text(), allow: ['GET', text()], allowed: [text()], limit: number(9), omitted: number(2), policies: [text(), text()], challenge: { error: text(), description: text() }, existing: { location: text() } }))
  } as never)
}

t.test('what is written by hand is what JSON.stringify writes', async (t) => {
  let count = 0
  let quick = 0
  for (let round = 0; round < 60; round++) {
    for (const kind of kinds) {
      const error = anError(kind)
      for (const dialect of dialects) {
        const body = dialect.render(error, context)
        if (typeof body === 'string') continue
        const written = error.extra === undefined ? writerOf(dialect)?.(body as object) : extendedText(error, dialect, context) ?? JSON.stringify(body)
        if (error.extra !== undefined && extendedText(error, dialect, context) !== undefined) quick++
        const right = JSON.stringify(body)
        if (written !== right) t.equal(written, right, `${dialect.name}, ${kind}`)
        count++
      }
    }
  }
  t.ok(count > 10_000 && quick > 500, `${count} bodies, ${quick} with members of the application`)
})

t.test('every unit of UTF-16, alone and with its neighbours', async (t) => {
  const write = writerOf(gitlab())
  const wrong: string[] = []
  for (let unit = 0; unit < 0x10000; unit++) {
    const one = String.fromCharCode(unit)
    const body = { message: `${one}x${one}${one}\uDC00` }
    if (write?.(body) !== JSON.stringify(body)) wrong.push(unit.toString(16))
  }
  t.strictSame(wrong, [])
})

t.test('what an application may say anything in is left to JSON.stringify', async (t) => {
  const own: Dialect[] = [
    akeneo({ messages: {} }), problem({ messages: { type: () => 'x' } }), gitlab({ messages: {} }),
    { ...akeneo() }, Object.create(problem()) as Dialect, defineDialect({ ...gitlab(), render: () => ({ toJSON: () => 1 }), pure: true })
  ]
  for (const dialect of own) {
    t.equal(writerOf(dialect), undefined, dialect.name)
    t.equal(extendedText(new ApiError('conflict', { extra: { id: 7 } }), dialect, context), undefined, dialect.name)
  }
})

t.test('members that JSON.stringify has to see', async (t) => {
  const texts = [{ id: 7 }, { no: Symbol('x') }, { 7: 1 }, { message: 1 }].map(extra => extendedText({ ...plain, extra } as never, akeneo(), context))
  t.strictSame(texts, ['{"code":422,"message":"Conflict.","id":7}', undefined, undefined, undefined])
  t.equal(extendedText(new ApiError('conflict', { extra: { id: 7 } }), gitlab(), context), undefined, 'gitlab puts them first')
})

const plain = { kind: 'conflict', status: 409, message: 'Conflict.', detail: 'Conflict.', issues: [], facts: {} }
