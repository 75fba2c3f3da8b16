// What is measured: the same bytes go to a bare Fastify and to one with the plugin.
const get = (path, headers = {}) => request('GET', path, headers, '')
const post = (path, body, headers = { 'content-type': 'application/json' }) => request('POST', path, headers, body)

function request (method, path, headers, body) {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  if (method === 'POST') lines.push(`content-length: ${headers['content-length'] ?? Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

const json = { accept: 'application/json' }

/**
 * `status`: what each server answers. `goal`: what the plugin should reach, in throughput,
 * relative to bare Fastify's plain 200 (`plain`) or to bare Fastify on the same request (`same`).
 */
export const cases = [
  { name: '200, every gate on', bytes: get('/', json), status: { bare: 200, conformant: 200 }, goal: { plain: 0.95 } },
  { name: '201, validated body', bytes: post('/', '{"code":"winter","label":"Winter"}'), status: { bare: 201, conformant: 201 } },
  { name: '404', bytes: get('/nothing/here', json), status: { bare: 404, conformant: 404 }, goal: { plain: 0.95 } },
  { name: '405', bytes: request('DELETE', '/', json, ''), status: { bare: 404, conformant: 405 }, goal: { plain: 0.95 } },
  { name: '406', bytes: get('/declared', { accept: 'xxx' }), status: { bare: 200, conformant: 406 }, goal: { plain: 0.95 } },
  { name: '415', bytes: post('/', '', { 'content-type': 'text/csv' }), status: { bare: 415, conformant: 415 }, goal: { plain: 0.95 } },
  { name: '422, one finding', bytes: post('/', '{"code":"a code that is much too long"}'), status: { bare: 400, conformant: 422 }, goal: { same: 2 } },
  { name: '400, malformed JSON', bytes: post('/', '{"code": winter}'), status: { bare: 400, conformant: 400 }, goal: { same: 2.8 } },
  { name: '404, thrown', bytes: get('/thrown', json), status: { bare: 404, conformant: 404 }, goal: { plain: 0.75 } }
]
