// What is counted: one server with every default gate, and a request of each kind.
const json = { accept: 'application/json' }
const sent = { 'content-type': 'application/json' }

/** Imported late: whoever counts has to begin before the package is loaded. */
export async function start () {
  const { default: Fastify } = await import('fastify')
  const { default: conformant, akeneo, notFound, serverOptions } = await import('../../lib/index.ts')
  const dialect = akeneo()
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect })
  const hello = async () => ({ hello: 'world' })
  const limited = limit => ({ config: { conformant: { rateLimit: { limit, window: '1h' } } } })
  const code = { type: 'string', maxLength: 10 }
  const properties = { code, label: { type: 'string' }, position: { type: 'integer' } }
  app.get('/', hello)
  app.get('/limited', limited(1_000_000), hello)
  app.get('/exhausted', limited(1), hello)
  app.get('/json', { config: { conformant: { accept: 'application/json' } } }, hello)
  app.post('/', { schema: { body: { type: 'object', required: ['code'], properties } } }, async (request, reply) => {
    reply.code(201)
    return request.body
  })
  app.get('/not-found', async () => { throw notFound("Category 'master' does not exist.") })
  app.get('/error', async () => { throw new Error('A fault.') })
  app.batch({ method: 'PATCH', url: '/batch', key: 'code', item: { type: 'object', properties: { code } } }, () => {})
  await app.listen({ port: 0, host: '127.0.0.1' })
  // All that the limit allows.
  await app.inject('/exhausted')
  return app
}

let paths = 0

/** `bytes`: of each request, or what makes them anew; `goal`: at most so many functions, in so many files. */
export const cases = [
  { name: '200', status: 200, bytes: get('/', json) },
  { name: '200, rate limit', status: 200, bytes: get('/limited', json) },
  { name: '201, validated body', status: 201, bytes: post('/', '{"code":"winter","label":"Winter"}') },
  { name: '406', status: 406, bytes: get('/json', { accept: 'xxx' }), goal: { functions: 25, files: 12 } },
  { name: '404, same path', status: 404, bytes: get('/nothing/here', json) },
  { name: '404, new path', status: 404, bytes: () => get(`/nothing/here/${++paths}`, json) },
  { name: '405', status: 405, bytes: request('DELETE', '/', json) },
  { name: '415', status: 415, bytes: post('/', '', { 'content-type': 'text/csv' }) },
  { name: '429', status: 429, bytes: get('/exhausted', json) },
  { name: '422, one finding', status: 422, bytes: post('/', '{"code":"a code that is much too long"}'), goal: { functions: 80, files: 25 } },
  { name: '422, three findings', status: 422, bytes: post('/', '{"code":"a code that is much too long","label":1,"position":"first"}') },
  { name: '404, thrown', status: 404, bytes: get('/not-found', json) },
  { name: '500, thrown', status: 500, bytes: get('/error', json) },
  { name: '400, malformed message', status: 400, bytes: Buffer.from('GET / HTTP/1.1\r\nBad Header\r\n\r\n'), goal: { functions: 40, files: 10 } },
  { name: 'batch, one failing line', status: 200, bytes: request('PATCH', '/batch', { 'content-type': 'application/x-ndjson' }, '{"code":"a code that is much too long"}'), body: '"status_code":422' }
]

function get (path, headers) {
  return request('GET', path, headers)
}

function post (path, body, headers = sent) {
  return request('POST', path, headers, body)
}

function request (method, path, headers, body) {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}
