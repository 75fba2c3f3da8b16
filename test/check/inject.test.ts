import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { watchInject } from '../../lib/check/inject.ts'

/** What is for /bad is wrong. */
function build (t: Test): { readonly app: FastifyInstance, readonly seen: string[] } {
  const app = Fastify()
  const seen: string[] = []
  t.teardown(() => app.close())
  app.get('/good', async () => 'good')
  app.get('/bad', async () => 'bad')
  app.post('/bad', async () => 'bad')
  watchInject(app, ({ raw: { req }, body }, asked) => {
    seen.push(`${req.method} ${body}`)
    return body === 'bad' ? Object.assign(new Error('wrong'), { asked }) : undefined
  })
  return { app, seen }
}

t.test('the promise', async (t) => {
  const { app, seen } = build(t)
  t.equal((await app.inject('/good')).body, 'good')
  const error = await app.inject({ url: '/bad' }).then(() => undefined, (error: unknown) => error as Error & { readonly asked: Error })
  t.equal(error?.message, 'wrong')
  t.match(error?.asked.stack?.split('\n')[1], 'inject.test.ts', 'it knows where it was asked')
  await t.rejects(app.inject('/bad').catch((error: unknown) => { throw error }), { message: 'wrong' })
  await t.rejects(app.inject('/bad').finally(() => {}), { message: 'wrong' })
  t.same(seen, ['GET good', 'GET bad', 'GET bad', 'GET bad'])
})

t.test('once, whoever waits for it', async (t) => {
  const { app, seen } = build(t)
  const asked = app.inject('/bad')
  await t.rejects(Promise.resolve(asked), { message: 'wrong' })
  await t.rejects(Promise.resolve(asked), { message: 'wrong' })
  t.same(seen, ['GET bad'])
})

t.test('nobody waits for it', async (t) => {
  const { app, seen } = build(t)
  await new Promise<void>((resolve) => {
    app.addHook('onResponse', async () => resolve())
    // eslint-disable-next-line no-void
    void app.inject('/bad')
  })
  await app.inject('/good')
  t.same(seen, ['GET bad', 'GET good'])
})

t.test('the chain', async (t) => {
  const { app } = build(t)
  await app.ready()
  t.equal((await app.inject().get('/good').end()).body, 'good')
  await t.rejects(app.inject().post('/bad').payload('a').headers({ 'content-type': 'text/plain' }).end(), { message: 'wrong' })
  await new Promise<void>((resolve) => {
    app.inject().get('/bad').end((error, response) => {
      t.equal(error?.message, 'wrong')
      t.equal(response, null)
      resolve()
    })
  })
})

t.test('the callback', async (t) => {
  const { app } = build(t)
  const ask = (url: string): Promise<unknown[]> => new Promise(resolve => app.inject(url, (error, response) => resolve([error?.message, response?.body])))
  t.same(await ask('/good'), [undefined, 'good'])
  t.same(await ask('/bad'), ['wrong', undefined])
})

t.test('what fails by itself', async (t) => {
  const { app, seen } = build(t)
  app.get('/cut', (_, reply) => { reply.raw.destroy() })
  await t.rejects(Promise.resolve(app.inject('/cut')), { code: 'LIGHT_ECONNRESET' })
  t.match(await new Promise(resolve => app.inject('/cut', error => resolve(error))), { code: 'LIGHT_ECONNRESET' })
  await app.close()
  await t.rejects(Promise.resolve(app.inject('/good')), { code: 'FST_ERR_REOPENED_CLOSE_SERVER' })
  t.same(seen, [])
})

t.test('a scope has the same', async (t) => {
  const { app } = build(t)
  let inner: FastifyInstance | undefined
  app.register(async (scope) => { inner = scope })
  await app.ready()
  await t.rejects(Promise.resolve((inner as FastifyInstance).inject('/bad')), { message: 'wrong' })
})
