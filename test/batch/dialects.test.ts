import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, created, defineDialect, gitlab, notFound, problem, unprocessable, type Dialect } from '../../lib/index.ts'
import type { Shape } from '../../lib/entries/batch.ts'
import { collection, streamed } from '../fixtures/batch.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const Item = Type.Object({ code: Type.String(), position: Type.Optional(Type.Integer({ minimum: 0 })) })

const endings: Record<string, () => unknown> = {
  missing: () => { throw notFound({ resource: 'Category', id: 'x' }) },
  taken: () => { throw conflict('Taken.') },
  family: () => { throw unprocessable('No such family.') },
  fault: () => { throw new Error('secret') },
  value: () => ({ id: 5, code: 1, status: 2, title: 'b' })
}

interface Given { readonly dialect: Dialect, readonly result?: Shape, readonly config?: object, readonly logs?: Logs }

async function start (t: Test, { dialect, result, config, logs }: Given): Promise<number> {
  const app = Fastify(logs === undefined ? {} : { logger: logs.logger })
  await app.register(conformant, { dialect })
  app.batch({ method: 'PATCH', url: '/', key: 'code', item: Item, characters: 50, ...(config === undefined ? {} : { config }), ...(result === undefined ? {} : { result }) }, ({ code }) => {
    const ending = endings[code]
    return ending === undefined ? created() : ending()
  })
  return await listen(t, app)
}

async function send (port: number, items: readonly string[], type = collection): Promise<Answer> {
  return await exchange(port, { method: 'PATCH', headers: { 'content-type': type }, body: type === collection ? items.join('\n') : `[${items.join()}]` })
}

const plain = defineDialect({
  name: 'plain', mediaType: 'text/plain', schema: () => Type.String(), render: (error, { status, path }) => `${status} ${path}: ${error.message}\n\n`
})
const items = [
  'null', '{}', '{"code":5}', `"${'x'.repeat(50)}"`, '{"code":"missing"}', '{"code":"taken"}', '{"code":"family"}', '{"code":"fault"}',
  '{"code":"a","x":1}', '{"code":"a","position":-1}', '{"code":"a","position":"1","x":1}', '{"code":"value"}', '{"code":"a"}'
]
const documentation = 'https://docs.example/api'
const unprocessed = '"type":"about:blank","title":"Unprocessable Content"'

/** What follows the line, for each of the items above. */
const told: Array<[name: string, given: Given, results: readonly string[]]> = [
  ['akeneo', { dialect: akeneo({ documentation }), config: { conformant: { documentation: '#patch' } } }, [
    '"status_code":400,"message":"Invalid json message received"',
    '"status_code":422,"message":"Code is missing."',
    '"status_code":422,"message":"code must be of type string."',
    '"status_code":413,"message":"Line is too long."',
    '"code":"missing","status_code":404,"message":"Category \'x\' does not exist."',
    '"code":"taken","status_code":409,"message":"Taken."',
    `"code":"family","status_code":422,"message":"No such family. Check the expected format on the API documentation.","_links":{"documentation":{"href":"${documentation}#patch"}}`,
    '"code":"fault","status_code":500,"message":"Internal Server Error"',
    `"code":"a","status_code":422,"message":"Property 'x' does not exist. Check the standard format documentation.","_links":{"documentation":{"href":"${documentation}#patch"}}`,
    '"code":"a","status_code":422,"message":"Validation failed.","errors":[{"property":"position","message":"This value should be 0 or more."}]',
    '"code":"a","status_code":422,"message":"Validation failed.","errors":[{"property":"x","message":"Property \'x\' does not exist."},{"property":"position","message":"This value should be of type integer."}]',
    '"code":"value","status_code":200,"id":5,"status":2,"title":"b"',
    '"code":"a","status_code":201'
  ]],
  ['gitlab', { dialect: gitlab() }, [
    '"status_code":400,"message":"400 Bad request - The body is not valid JSON"',
    '"status_code":400,"message":"Code is missing."',
    '"status_code":400,"message":"code must be of type string."',
    '"status_code":413,"message":"Line is too long."',
    '"code":"missing","status_code":404,"message":"404 Category Not Found"',
    '"code":"taken","status_code":409,"message":"Taken."',
    '"code":"family","status_code":422,"message":"No such family."',
    '"code":"fault","status_code":500,"message":"500 Internal Server Error"',
    '"code":"a","status_code":400,"message":{"x":["is not allowed"]}',
    '"code":"a","status_code":400,"message":{"position":["must be greater than or equal to 0"]}',
    '"code":"a","status_code":400,"message":{"x":["is not allowed"],"position":["must be an integer"]}',
    '"code":"value","status_code":200,"id":5,"status":2,"title":"b"',
    '"code":"a","status_code":201'
  ]],
  ['problem', { dialect: problem() }, [
    '"status_code":400,"type":"about:blank","title":"Bad Request","detail":"The request body is not valid JSON."',
    `"status_code":422,${unprocessed},"detail":"Code is missing."`,
    `"status_code":422,${unprocessed},"detail":"code must be of type string."`,
    '"status_code":413,"type":"about:blank","title":"Content Too Large","detail":"Line is too long."',
    '"code":"missing","status_code":404,"type":"about:blank","title":"Not Found","detail":"Category \'x\' does not exist."',
    '"code":"taken","status_code":409,"type":"about:blank","title":"Conflict","detail":"Taken."',
    `"code":"family","status_code":422,${unprocessed},"detail":"No such family."`,
    '"code":"fault","status_code":500,"type":"about:blank","title":"Internal Server Error"',
    `"code":"a","status_code":422,${unprocessed},"detail":"Validation failed.","errors":[{"detail":"is not a known property","pointer":"#/x"}]`,
    `"code":"a","status_code":422,${unprocessed},"detail":"Validation failed.","errors":[{"detail":"must be 0 or more","pointer":"#/position"}]`,
    `"code":"a","status_code":422,${unprocessed},"detail":"Validation failed.","errors":[{"detail":"is not a known property","pointer":"#/x"},{"detail":"must be of type integer","pointer":"#/position"}]`,
    '"code":"value","status_code":200,"id":5,"status":2,"title":"b"',
    '"code":"a","status_code":201'
  ]],
  ['one that writes strings', { dialect: plain }, [
    '"status_code":400,"message":"400 /: The request body is not valid JSON."',
    '"status_code":422,"message":"422 /: Code is missing."',
    '"status_code":422,"message":"422 /: code must be of type string."',
    '"status_code":413,"message":"413 /: Line is too long."',
    '"code":"missing","status_code":404,"message":"404 /: The resource does not exist."',
    '"code":"taken","status_code":409,"message":"409 /: Taken."',
    '"code":"family","status_code":422,"message":"422 /: No such family."',
    '"code":"fault","status_code":500,"message":"500 /: Internal Server Error"',
    ...Array.from({ length: 3 }, () => '"code":"a","status_code":422,"message":"422 /: Validation failed."'),
    '"code":"value","status_code":200,"id":5,"status":2,"title":"b"',
    '"code":"a","status_code":201'
  ]]
]

t.test('what each dialect says of a line and of an item', async (t) => {
  for (const [name, given, results] of told) {
    const port = await start(t, given)
    t.strictSame(await send(port, items), streamed(collection, results.map((rest, index) => `{"line":${index + 1},${rest}}`).join('\n')), name)
    t.strictSame(await send(port, items, 'application/json'), streamed('application/json', `[${results.map(rest => `{${rest}}`).join()}]`), `${name}, an array`)
  }
})

t.test('where the dialect fails, at one line or at all of them', async (t) => {
  const failing = (isEverywhere: boolean): Dialect => defineDialect({
    ...problem(),
    name: 'failing',
    render: (error, { status }) => {
      if (isEverywhere || error.kind === 'conflict') throw new Error('secret')
      return { said: status }
    }
  })
  for (const [isEverywhere, result] of [[false, '{"line":1,"code":"taken","status_code":500,"said":500}'], [true, '{"line":1,"code":"taken","status_code":500,"message":"Internal Server Error"}']] as const) {
    const logs = captureLogs()
    const port = await start(t, { dialect: failing(isEverywhere), logs })
    t.strictSame(await send(port, ['{"code":"taken"}', '{"code":"a"}']), streamed(collection, `${result}\n{"line":2,"code":"a","status_code":201}`))
    t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), [...Array.from({ length: isEverywhere ? 2 : 1 }, () => [50, 'the dialect failed']), [30, 'Taken.']])
  }
})

t.test('a route makes its own results', async (t) => {
  const port = await start(t, { dialect: akeneo(), result: ({ line, key, identifier, status, members }) => [line ?? null, key, identifier ?? null, status, members ?? null] })
  const given = ['{"code":"a"}', 'null', '{"code":"taken"}', '{"code":"value"}']
  const results = ['"code","a",201,null]', '"code",null,400,{"code":400,"message":"Invalid json message received"}]', '"code","taken",409,{"code":409,"message":"Taken."}]', '"code","value",200,{"id":5,"code":1,"status":2,"title":"b"}]']
  t.strictSame(await send(port, given), streamed(collection, results.map((rest, index) => `[${index + 1},${rest}`).join('\n')))
  t.strictSame(await send(port, given, 'application/json'), streamed('application/json', `[${results.map(rest => `[null,${rest}`).join()}]`))
})

t.test('a result that cannot be made is that line\'s fault alone', async (t) => {
  const logs = captureLogs()
  const bad: Record<string, () => unknown> = {
    throws: () => { throw new Error('secret') }, undefined: () => undefined, late: async () => ({ late: true }), big: () => ({ big: 1n }), function: () => () => {}
  }
  const port = await start(t, {
    dialect: problem(),
    logs,
    result: ({ identifier, status }) => status === 500 && identifier !== 'throws' ? { failed: identifier } : bad[String(identifier)]?.() ?? (String(identifier) in bad ? undefined : { status })
  })
  const sent = ['{"code":"throws"}', '{"code":"a"}', '{"code":"undefined"}', '{"code":"late"}', '{"code":"big"}', '{"code":"function"}', '{"code":"b"}']
  const { status, body } = await send(port, sent)
  t.equal(status, 200)
  t.strictSame(body.split('\n').map(line => JSON.parse(line)), [
    { line: 1, code: 'throws', status_code: 500, type: 'about:blank', title: 'Internal Server Error' },
    { status: 201 }, { failed: 'undefined' }, { failed: 'late' }, { failed: 'big' }, { failed: 'function' }, { status: 201 }
  ])
  t.strictSame(logs.errors().map(({ level, err }) => [level, (err as Error).message]), [
    [50, 'secret'], ...['undefined', 'late'].map(() => [50, 'a result must be a value that JSON can say']),
    [50, 'Do not know how to serialize a BigInt'], [50, 'a result must be a value that JSON can say']
  ], 'each is in the log')
})
