// What a handler ends in, and what is checked before it is asked.
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, created, noContent } from '../../lib/index.ts'
import type { BatchHandler } from '../../lib/entries/batch.ts'
import { Category, collection, streamed } from '../fixtures/batch.ts'
import { asLines, serverOf } from '../fixtures/batch-server.ts'
import { exchange, listen } from '../helpers/exchange.ts'

t.test('what a handler gives', async (t) => {
  const gives: Array<[name: string, give: () => unknown, told: string]> = [
    ['created()', () => created(), '"status_code":201'],
    ['created() with members', () => created({ uuid: 'a', status_code: 5 }), '"status_code":201,"uuid":"a"'],
    ['noContent()', () => noContent(), '"status_code":204'],
    ['nothing', () => undefined, '"status_code":204'],
    ['null', () => null, '"status_code":204'],
    ['an object', () => ({ a: 1 }), '"status_code":200,"a":1'],
    ['a list', () => [1], '"status_code":200,"value":[1]'],
    ['a string', () => 'a', '"status_code":200,"value":"a"'],
    ['an error that is returned', () => conflict('Taken.'), '"status_code":409,"message":"Taken."'],
    ['another error that is returned', () => new Error('secret'), '"status_code":500,"message":"Internal Server Error"'],
    ['a promise of an error', async () => conflict('Taken.'), '"status_code":409,"message":"Taken."'],
    ['what can be waited for', () => ({ then: (resolve: (value: unknown) => void) => resolve(created()) }), '"status_code":201']
  ]
  const port = await listen(t, await serverOf(code => gives[Number(code)]?.[1]()))
  for (const [index, [name, , told]] of gives.entries()) {
    t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: `{"code":"${index}"}` }),
      streamed(collection, `{"line":1,"code":"${index}",${told}}`), name)
  }
})

t.test('a handler must be a function', async (t) => {
  for (const [handler, shown] of [[undefined, 'undefined'], ['a', '"a"']] as const) {
    const app = Fastify()
    await app.register(conformant)
    t.throws(() => app.batch({ method: 'PATCH', url: '/a', key: 'code', item: Category }, handler as unknown as BatchHandler),
      new TypeError(`fastify-conformant: option "handler" of batch PATCH /a must be a function (item, request, context) => outcome; got ${shown}`))
  }
})

t.test('items are checked by whatever checks bodies, as far as that is on', async (t) => {
  const bad = '{"code":"a","parent":5,"x":1}'
  const fault = '{"property":"parent","message":"This value should be of type string."}'
  const cases: Array<[name: string, options: object, isTypeBox: boolean, told: string]> = [
    ['all', {}, false, `422,"message":"Validation failed.","errors":[{"property":"x","message":"Property 'x' does not exist."},${fault}]`],
    ['unknown properties off', { unknownProperties: false }, false, `422,"message":"Validation failed.","errors":[${fault}]`],
    ['Fastify\'s own validation', { validation: false }, false, '422,"message":"Property \'x\' does not exist. Check the standard format documentation."'],
    ['Fastify\'s own validation coerces', { validation: false, unknownProperties: false }, false, '201'],
    ['TypeBox', {}, true, `422,"message":"Validation failed.","errors":[{"property":"x","message":"Property 'x' does not exist."},${fault}]`]
  ]
  for (const [name, options, isTypeBox, told] of cases) {
    const app = Fastify()
    if (isTypeBox) app.setValidatorCompiler(TypeBoxValidatorCompiler)
    await app.register(conformant, { dialect: akeneo(), ...options })
    if (isTypeBox) app.setValidatorCompiler(TypeBoxValidatorCompiler)
    app.batch({ method: 'PATCH', url: '/', key: 'code', item: Category }, () => created())
    const port = await listen(t, app)
    t.strictSame(await exchange(port, { method: 'PATCH', headers: asLines, body: `${bad}\n{"code":"b"}` }),
      streamed(collection, `{"line":1,"code":"a","status_code":${told}}\n{"line":2,"code":"b","status_code":201}`), name)
  }
})
