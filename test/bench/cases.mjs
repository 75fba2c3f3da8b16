// What is measured: the same bytes go to a bare Fastify and to one with the plugin.
const json = { accept: 'application/json' }
const get = (path, headers = json) => request('GET', path, headers)
const post = (path, body, type = 'application/json') => request('POST', path, { 'content-type': type }, body)

function request (method, path, headers, body) {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}

/** What the throughput is to be, at least and if possible, relative to … */
const goal = (of, required, wanted = required) => ({ of, required, wanted })
/** … bare Fastify's plain 200. */
const plain = (required, wanted) => goal('plain', required, wanted)
/** … bare Fastify's for the same bytes. */
const same = (required, wanted) => goal('bare', required, wanted)
/** … the plugin's own 200. */
const own = goal('own 200', 1)

/**
 * `statuses`: what bare Fastify answers, and what the plugin answers; without goal: for comparison. Ten zeros in the bytes are
 * another number in each request.
 */
export const cases = [
  { name: '200, all gates', bytes: get('/'), statuses: [200, 200], goal: plain(0.94, 0.97) },
  { name: '201, validated', bytes: post('/', '{"code":"winter","label":"Winter"}'), statuses: [201, 201], goal: same(0.88, 0.95) },
  { name: '404, new path', bytes: get('/nothing/0000000000'), statuses: [404, 404], goal: plain(0.9, 0.95) },
  { name: '404, same path', bytes: get('/nothing/here'), statuses: [404, 404], goal: plain(0.9, 0.95) },
  { name: '405', bytes: request('DELETE', '/', json), statuses: [404, 405], goal: plain(0.9, 0.95) },
  { name: '406, declared', bytes: get('/declared', { accept: 'xxx' }), statuses: [200, 406], goal: plain(0.9, 0.95) },
  { name: '406, late', bytes: get('/', { accept: 'xxx' }), statuses: [200, 406], goal: own },
  { name: '429', bytes: get('/exhausted'), statuses: [200, 429], goal: plain(0.9, 0.95) },
  { name: '415, 4 bytes', bytes: post('/', 'a;b\n', 'text/csv'), statuses: [415, 415], goal: same(1.1, 1.25) },
  { name: '413, declared, 34 bytes', bytes: post('/small', '{"code":"winter","label":"Winter"}'), statuses: [413, 413], goal: same(1.1, 1.25) },
  { name: '422, one finding', bytes: post('/', '{"code":"a code that is much too long"}'), statuses: [400, 422], goal: same(0.9, 1) },
  { name: '422, three findings', bytes: post('/', '{"code":"a code that is much too long","label":1,"position":"first"}'), statuses: [400, 422], goal: same(0.9) },
  { name: '400, malformed JSON', bytes: post('/', '{"name": "x",'), statuses: [400, 400], goal: same(3) },
  { name: '404, thrown', bytes: get('/thrown'), statuses: [404, 404], goal: same(1.1) },
  { name: 'own error, thrown', bytes: get('/own'), statuses: [403, 403], goal: same(1.1) },
  { name: 'reported', bytes: get('/reported', { accept: 'xxx' }), statuses: [200, 200], goal: own }
]
