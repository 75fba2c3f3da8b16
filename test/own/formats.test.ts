// Formats of others, as docs/dialects.md has them: every kind and every own error, by every way out, against the format's own rules.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import AjvCompiler from '@fastify/ajv-compiler'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, defineErrors, gitlab, kinds, problem, serverOptions, type ApiError, type Dialect } from '../../lib/index.ts'
import { bareErrors, tellingErrors } from '../fixtures/errors.ts'
import { formats } from '../fixtures/formats/schemas.ts'
import { folderOf } from '../helpers/ended-with-us.ts'
import { listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { pages } from '../helpers/pages.ts'
import { RawClient } from '../helpers/raw.ts'

const secret = 'planted-secret-4711'
const errors = defineErrors({
  everyMember: {
    status: 402,
    type: 'https://example.com/probs/every',
    title: 'It is not paid for.',
    members: Type.Object({ card: Type.String(), amount: Type.Integer(), accounts: Type.Array(Type.String()), deep: Type.Object({ a: Type.Boolean() }) }),
    message: ({ card }) => `The card ${card} was refused.`,
    log: { omit: ['card'] }
  },
  noMember: { from: 'gone', title: 'It is over.' },
  findingsOfOwn: { from: 'validation_failed', type: 'https://example.com/probs/findings', title: 'Look again.' }
})
const members = { card: secret, amount: 30, accounts: ['/a/1', 'b\n"c"'], deep: { a: true } }
const ownErrors: Record<string, () => ApiError> = {
  everyMember: () => errors.everyMember(members),
  noMember: () => errors.noMember(),
  findingsOfOwn: () => errors.findingsOfOwn({ issues: [{ path: ['a', 0, 'b/c'], message: 'must not' }, { path: 'q', part: 'querystring', keyword: 'required' }] })
}

const blocks = (pages.find(({ file }) => file === 'docs/dialects.md') as typeof pages[number]).blocks
  .filter(({ code }) => Object.keys(formats).some(name => code.includes(`const ${name} =`)))

async function dialectsOf (t: Parameters<typeof folderOf>[0]): Promise<Record<string, Dialect>> {
  const file = join(folderOf(t, 'formats', join(import.meta.dirname, '../../.tap')), 'formats.ts')
  writeFileSync(file, `import { defineDialect, describe, describeIssue, displayPath, toPointer } from 'fastify-conformant'\n${blocks.map(({ code }) => code).join('\n')}\nexport { ${Object.keys(formats).join(', ')} }\n`)
  return await import(file) as Record<string, Dialect>
}

const compile = AjvCompiler()({}, { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } })

function validator (schema: object): (body: unknown) => string {
  const check = compile({ schema, method: '', url: '', httpPart: 'body' } as never) as unknown as { (value: unknown): boolean, errors?: unknown }
  return body => check(body) ? '' : JSON.stringify(check.errors)
}

t.test('each has at most 25 lines', async (t) => {
  t.equal(blocks.length, 5)
  for (const { code } of blocks) t.ok(code.trimEnd().split('\n').length <= 25)
})

t.test('every kind and every own error, by every way out', async (t) => {
  const foreign = await dialectsOf(t)
  const all: Record<string, [dialect: Dialect, isRight: (body: unknown, status: number) => string]> = {
    problem: [problem(), (body, status) => validator(problem().schema(status))(body)],
    akeneo: [akeneo(), (body, status) => validator(akeneo().schema(status))(body)],
    gitlab: [gitlab(), (body, status) => validator(JSON.parse(JSON.stringify(gitlab().schema(status))) as object)(body)]
  }
  for (const [name, schema] of Object.entries(formats)) {
    const check = validator(schema)
    all[name] = [foreign[name] as Dialect, body => check(body)]
  }
  for (const [name, [dialect, isRight]] of Object.entries(all)) {
    const logs = captureLogs()
    const app = Fastify(serverOptions({ dialect, logger: logs.logger }))
    let thrown: ApiError = errors.noMember()
    await app.register(conformant, { dialect, refusals: { bad_request: () => thrown } })
    app.get('/reply', async () => { throw thrown })
    app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: '1h', refusal: () => thrown } } } }, async () => 'ok')
    app.batch({ method: 'PATCH', url: '/lines', key: 'id', item: Type.Object({ id: Type.String() }) }, () => { throw thrown })
    const port = await listen(t, app)
    await app.inject('/limited')
    const bodies: Array<[end: string, body: unknown, status: number]> = []
    for (const error of [...kinds.flatMap(kind => [tellingErrors[kind], bareErrors[kind]])]) {
      thrown = error
      const response = await app.inject('/reply')
      bodies.push([`${error.kind}, reply`, response.json(), response.statusCode])
    }
    for (const [kind, make] of Object.entries(ownErrors)) {
      thrown = make()
      const reply = await app.inject('/reply')
      bodies.push([`${kind}, reply`, reply.json(), reply.statusCode])
      const limited = await app.inject('/limited')
      t.ok(Number(limited.headers['retry-after']) > 0, `${name}, ${kind}: when to come again`)
      bodies.push([`${kind}, limit`, limited.json(), limited.statusCode])
      const client = await RawClient.connect(port)
      client.send('GET / HTTP/1.1\r\nbad header\r\n\r\n')
      const below = await client.answer()
      bodies.push([`${kind}, below the hooks`, JSON.parse(below.body), below.status])
      const line = await app.inject({ method: 'PATCH', url: '/lines', headers: { 'content-type': 'application/x-ndjson', accept: '*/*' }, payload: '{"id":"1"}\n' })
      const { line: at, id, status_code: status, ...said } = JSON.parse(line.body) as Record<string, unknown>
      t.strictSame([at, id, status], [1, '1', reply.statusCode], `${name}, ${kind}: a line`)
      const own = reply.json() as Record<string, unknown>
      for (const [member, value] of Object.entries(said)) t.strictSame(value, own[member], `${name}, ${kind}: ${member} of a line`)
      if (kind === 'everyMember') {
        for (const [, body] of bodies.slice(-3)) for (const value of ['30', '/a/1', secret]) t.ok(JSON.stringify(body).includes(value), `${name}: ${value}`)
        t.ok(line.body.includes(secret))
      }
    }
    for (const [end, body, status] of bodies) t.equal(isRight(body, status), '', `${name}: ${end}`)
    t.notMatch(JSON.stringify(logs.records), secret, `${name}: nothing of it in the log`)
  }
})
