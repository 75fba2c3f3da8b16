'use strict'

// What each consumer has loaded in its own way must do. Throws where it does not.
const assert = require('node:assert/strict')

/**
 * @param loaded - `Fastify`, the names of `fastify-conformant` as `root`, those of its other lines, and schemas of a body `{ name: string }`
 *   by what they are written with
 */
async function verify ({ Fastify, root, limits, mappers, nest, spam, batch, schemas }) {
  const { conformant, akeneo, akeneoSchema, ApiError, notFound, typed } = root
  assert.equal(batch.created, root.created)
  assert.equal(typeof spam.recaptcha, 'function')
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo(), mappers: [mappers.zodErrors], rateLimit: { limit: 100, window: '1m', store: limits.memoryStore() } })
  app.get('/', async () => { throw notFound('Nothing is here.') })
  const filter = new nest.ConformantFilter()
  app.get('/nest', (request, reply) => { filter.catch(notFound('Nothing is here.'), { getType: () => 'http', getArgs: () => [request, reply] }) })
  for (const [name, body] of Object.entries(schemas)) {
    typed(app).post(`/${name}`, { schema: { body, response: { 422: akeneoSchema(422) } } }, async ({ body }) => body)
  }
  app.batch({ method: 'PATCH', url: '/batch', key: 'name', item: Object.values(schemas)[0] }, () => batch.noContent())
  // Over a socket: what Fastify's inject() loads is an ES module, which jest below Node 24.9 cannot require().
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (method, url, body, type = 'application/json') => {
    const response = await fetch(address + url, { method, body, headers: body === undefined ? {} : { 'content-type': type } })
    return [response.status, await response.text()]
  }
  assert.deepEqual(await ask('GET', '/'), [404, '{"code":404,"message":"Nothing is here."}'])
  assert.deepEqual(await ask('GET', '/nest'), [404, '{"code":404,"message":"Nothing is here."}'])
  const [status, lines] = await ask('PATCH', '/batch', '{"name":"a"}\n{}', 'application/x-ndjson')
  assert.deepEqual([status, lines.split('\n').map(line => JSON.parse(line).status_code)], [200, [204, 422]])
  for (const name of Object.keys(schemas)) {
    assert.deepEqual(await ask('POST', `/${name}`, '{"name":"a"}'), [200, '{"name":"a"}'])
    const [status, body] = await ask('POST', `/${name}`, '{"name":5}')
    assert.deepEqual([status, JSON.parse(body).errors?.[0].property], [422, 'name'], body)
  }
  assert.ok(ApiError.is(notFound()) && notFound() instanceof ApiError)
  assert.throws(() => root.redisStore(), { message: /import \{ redisStore \} from 'fastify-conformant\/limits'/ })
  await app.close()
  return 'every assertion holds'
}

exports.verify = verify
exports.plain = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
