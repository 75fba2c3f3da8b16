// What an author gives to an error or a result that does not take it is left out, and the log says so once: the answer stands.
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, created, defineDialect, defineErrors, gitlab, gone, notFound, problem, unauthorized, ApiError, type Dialect } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { problem as answered } from '../helpers/answers.ts'

const own = (kind: string, name: string): string => `the error ${kind} was given "${name}" in extra, which the dialect has a meaning of its own for`
const leftOut = (kind: string, name: string): string => `the error ${kind} was given "${name}" in extra, which the dialect plain leaves out`
const unknown = (kind: string, name: string): string => `the error ${kind} was given "${name}", which it does not take`
const plain = defineDialect({ name: 'plain', mediaType: 'application/json', render: ({ message }) => ({ message }), schema: () => Type.Object({ message: Type.String() }) })
const errors = defineErrors({ untakenMembers: { status: 403, members: Type.Object({ balance: Type.Integer() }) } })
// As JavaScript has it: nobody looks at types.
const thrower = (make: unknown, ...given: unknown[]) => () => (make as (...given: unknown[]) => Error)(...given)
const accessor = Object.defineProperty({}, 'bad', { enumerable: true, get () { throw new Error('secret') } })

t.test('errors', async (t) => {
  const cases: Array<[name: string, dialect: Dialect, make: () => Error, status: number, told: string[]]> = [
    ['a misspelt name', problem(), thrower(notFound, { ressource: 'Category', id: 'x' }), 404, [unknown('not_found', 'ressource')]],
    ['behind the message', problem(), thrower(notFound, 'There is none.', { mesage: 'x', retryAfter: 1 }), 404, [unknown('not_found', 'mesage')]],
    ['several', problem(), thrower(conflict, { existng: '/a', etagg: '"1"' }), 409, [unknown('conflict', 'existng'), unknown('conflict', 'etagg')]],
    ['of a challenge', problem(), thrower(unauthorized, { relm: 'a', realm: 'b' }), 401, [unknown('unauthorized', 'relm')]],
    ['of the class', problem(), () => new ApiError('gone', { titel: 'x' } as never), 410, [unknown('gone', 'titel')]],
    ['no text for people', problem(), () => new ApiError('gone', { 'a\nb': 'x' } as never), 410, [unknown('gone', 'a\uFFFDb')]],
    ['one that is undefined', problem(), () => new ApiError('gone', { undefinedOne: undefined } as never), 410, []],
    ['one that cannot be read', problem(), () => new ApiError('gone', accessor), 410, []],
    ['a text in place of options', problem(), () => new ApiError('gone', 'text' as never), 410, []],
    ['all is taken', problem(), () => conflict({ message: 'M', existing: '/a', etag: '"1"', extra: { mine: 1 } }), 409, []],
    ['extra of problem', problem(), () => conflict({ extra: { type: 'x', title: 'y', mine: 1 } }), 409, [own('conflict', 'type'), own('conflict', 'title')]],
    ['extra of akeneo', akeneo(), () => conflict({ extra: { code: 'x', mine: 1 } }), 409, [own('conflict', 'code')]],
    ['extra of gitlab', gitlab(), () => conflict({ extra: { message: 'x', mine: 1 } }), 409, [own('conflict', 'message')]],
    ['extra that a dialect of the application leaves out', plain, () => conflict({ extra: { mine: 1, other: 2 } }), 409, [leftOut('conflict', 'mine'), leftOut('conflict', 'other')]],
    ['members that it leaves out', plain, () => errors.untakenMembers({ balance: 3 }), 403, [leftOut('untakenMembers', 'balance')]],
    ['extra that it looks at', { ...plain, render: ({ message, extra }) => ({ message, ...extra }) }, () => gone({ extra: { mine: 1 } }), 410, []],
    ['members that it looks at', { ...plain, render: ({ message, members }) => ({ message, ...members }) }, () => errors.untakenMembers({ balance: 4 }), 403, []],
    ['members of its own alone that it looks at', { ...plain, render: ({ message, members }) => ({ message, ...members }) }, () => gone({ extra: { mine: 1 } }), 410, [leftOut('gone', 'mine')]]
  ]
  for (const [name, dialect, make, status, told] of cases) {
    const { logger, records } = captureLogs()
    const app = Fastify({ logger })
    await app.register(conformant, { dialect })
    app.get('/a/:b', async () => { throw make() })
    const port = await listen(t, app)
    for (let time = 0; time < 2; time++) t.match(await exchange(port, { path: '/a/secret' }), { status }, name)
    t.strictSame(records.filter(({ level }) => level === 40).map(({ msg }) => msg), told.map(one => `${one} (GET /a/:b)`), name)
    t.strictSame(app.conformant.counts().faults, told.length === 0 ? {} : { member: told.length }, name)
  }
})

t.test('what is said to a client is as before', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', async () => { throw conflict({ ...{ masage: 'x' }, message: 'It is taken.', extra: { title: 'y', mine: 1 } }) })
  t.strictSame(await exchange(await listen(t, app), {}), answered(409, 'It is taken.', {}, { mine: 1 }))
})

t.test('what is masked', async (t) => {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant, { maskForbidden: true })
  app.get('/', async () => { throw new ApiError('forbidden', { masked: 'x' } as never) })
  t.match(await exchange(await listen(t, app), {}), { status: 404 })
  t.strictSame(records.filter(({ level }) => level === 40).map(({ msg }) => msg), [`${unknown('forbidden', 'masked')} (GET /)`])
})

t.test('results of lines', async (t) => {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  app.batch({ method: 'PATCH', url: '/lines', key: 'n', item: Type.Object({ n: Type.String() }) }, ({ n }) => {
    if (n === 'c') throw conflict({ extra: { line: 5 } })
    return n === 'a' ? created({ n: 'a', line: 9, mine: 1 }) : { n: 'z', status_code: 200 }
  })
  const port = await listen(t, app)
  for (let time = 0; time < 2; time++) {
    const { body } = await exchange(port, { method: 'PATCH', path: '/lines', body: '{"n":"a"}\n{"n":"b"}\n{"n":"c"}', headers: { 'content-type': 'application/x-ndjson' } })
    t.match(body, /^\{"line":1,"n":"a","status_code":201,"mine":1\}\n\{"line":2,"n":"b","status_code":200\}\n\{"line":3,"n":"c","status_code":409/)
  }
  t.strictSame(records.filter(({ level }) => level === 40).map(({ msg }) => msg),
    ['line', 'n'].map(name => `the result of a line was given "${name}", which stands for something else there (PATCH /lines)`))
})
