import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { type Preconditions, type ResourceState } from '../../lib/index.ts'
import { problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const current: ResourceState = { etag: '"1"', headers: { vary: 'Accept', 'cache-control': 'max-age=9' } }
const described = { etag: '"1"', vary: 'Accept', 'cache-control': 'max-age=9' }
const failed = problem(412, 'A precondition of the request does not hold.')

async function server (t: Test, preconditions: false | Preconditions, declare: (app: FastifyInstance) => unknown = () => {}): Promise<(sent: Sent) => Promise<Answer>> {
  const app = Fastify()
  await app.register(conformant, { preconditions })
  await declare(app)
  app.route({ method: ['GET', 'PUT'], url: '/', handler: async () => ({ a: 1 }) })
  const port = await listen(t, app)
  return async sent => await exchange(port, sent)
}

const put = (headers: Record<string, string>): Sent => ({ method: 'PUT', json: {}, headers })

/** Of the event loop. */
const turnIsOver = (): Promise<void> => new Promise(resolve => setImmediate(() => setImmediate(resolve)))

t.test('what the state of a resource answers', async (t) => {
  for (const isLate of [false, true]) {
    const ask = await server(t, { state: () => isLate ? Promise.resolve(current) : current })
    const whole = success(200, { a: 1 }, described)
    t.strictSame(await ask({}), whole, 'described')
    t.strictSame(await ask({ headers: { 'if-none-match': '"2"' } }), whole)
    t.strictSame(await ask({ headers: { 'if-none-match': '"1"' } }), { status: 304, headers: described, body: '' })
    t.strictSame(await ask({ method: 'HEAD', headers: { 'if-none-match': '"1"' } }), { status: 304, headers: described, body: '' })
    t.strictSame(await ask({ headers: { 'if-match': '"2"' } }), failed)
    t.strictSame(await ask(put({ 'if-match': '"1"' })), success(200, { a: 1 }), 'what is written is not described')
    t.strictSame(await ask(put({ 'if-match': '"2"' })), failed)
    t.strictSame(await ask(put({ 'if-none-match': '*' })), failed)
    t.strictSame(await ask(put({})), success(200, { a: 1 }), 'nothing is required')
  }
})

t.test('a condition that is required', async (t) => {
  const ask = await server(t, { state: () => current, required: true })
  const refused = await ask(put({}))
  t.equal(refused.status, 428)
  t.match(JSON.parse(refused.body), { title: 'Precondition Required' })
  t.strictSame(await ask(put({ 'if-match': '"1"' })), success(200, { a: 1 }))
  t.strictSame(await ask({}), success(200, { a: 1 }, described), 'reading needs none')
})

t.test('off, nobody is asked', async (t) => {
  const ask = await server(t, false)
  t.strictSame(await ask({ headers: { 'if-match': '"2"' } }), success(200, { a: 1 }))
})

t.test('the state is asked for where the answer depends on it, and as often as others may have changed it', async (t) => {
  const asked: string[] = []
  const state = ({ method }: FastifyRequest): ResourceState => { asked.push(method); return current }
  const askOnce = await server(t, { state })
  await askOnce(put({}))
  t.strictSame(asked, [])
  await askOnce({ headers: { 'if-none-match': '"2"' } })
  t.strictSame(asked, ['GET'])

  asked.length = 0
  const askAgain = await server(t, { state }, app => app.addHook('preValidation', turnIsOver))
  t.strictSame(await askAgain(put({ 'if-match': '"1"' })), success(200, { a: 1 }))
  t.strictSame(asked, ['PUT', 'PUT'])
})

t.test('who changed it while a hook waited is not overwritten', async (t) => {
  let now = current
  const ask = await server(t, { state: () => now }, app => app.addHook('preValidation', async () => {
    await turnIsOver()
    now = { etag: '"2"' }
  }))
  t.strictSame(await ask(put({ 'if-match': '"1"' })), failed)
})

t.test('what is answered in place of the representation is not described as it', async (t) => {
  const ask = await server(t, { state: () => current }, app => app.addHook('preHandler', async (request, reply) => {
    const status = Number(request.headers['x-status'])
    if (status > 0) return await reply.code(status).send({})
  }))
  for (const [status, isDescribed] of [[200, true], [206, true], [201, false], [203, false], [404, false]] as const) {
    t.strictSame(await ask({ headers: { 'x-status': String(status) } }), success(status, {}, isDescribed ? described : {}), String(status))
  }
})
