import { samples } from './app.ts'
import type { Random } from './random.ts'

/** A request, as it is sent. */
export interface Request {
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: string | undefined
}

/** Changes a request, or leaves it where it has nothing to change. */
type Change = (request: Request, random: Random) => void

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'TRACE', 'PROPFIND', 'LOCK', 'SEARCH']
const texts = [
  '', ' ', '0', '-1', '1.5', '1e999', '404', '410', 'NaN', 'null', 'true', 'taken', 'gone', 'casino', '__proto__', 'constructor', '../..', '%', '%zz', '%00', '%2F', '%C3%A4', 'ä', '\u{1F600}', '\u202E', '\u0000', '\u001B[31m',
  '"', '\\', '<script>', "' OR 1=1", '{}', '[]', ';', ',', '=', '*/*', 'x'.repeat(61), 'x'.repeat(3000), '9'.repeat(40), '2024-01-01', 'blue'
]
/** What a header field may have. */
const sendableTexts = texts.filter(text => !['\u0000', '\u001B[31m'].includes(text))
const accepts = ['*/*', 'application/json', 'application/*', 'text/html', 'text/plain', 'text/csv', 'application/problem+json', 'application/json;q=0', '*/*;q=0', 'application/json;q=2', 'json', 'a/b;c', '', ',', 'text/*;q=0.5, */*;q=0.1', 'application/json; charset=utf-8', 'application/vnd.akeneo.collection+json', 'x'.repeat(500)]
const types = ['application/json', 'application/json; charset=utf-8', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'application/merge-patch+json', 'application/x-ndjson', 'application/vnd.akeneo.collection+json', 'application/x-www-form-urlencoded', 'text/plain', 'text/csv', 'multipart/form-data; boundary=a', 'json', 'application/', '/json', 'a b/c', '', 'application/json, text/plain', 'text/plain; charset="a', 'x'.repeat(300)]
const fields: ReadonlyArray<[name: string, values: readonly string[]]> = [
  ['accept', accepts],
  ['content-type', types],
  ['accept-language', ['de', 'en;q=0', '*', 'xx-yy', ',,,', 'x'.repeat(200)]],
  ['authorization', ['', 'Bearer', 'Bearer good', 'Bearer bad', 'Basic YTpi', 'Basic', 'x y z', 'Bearer "', 'Digest a=b']],
  ['if-match', ['*', '"1"', '"2"', 'W/"1"', '1', '"', '"1", "2"', ',', '"1" "2"', '']],
  ['if-none-match', ['*', '"1"', '"2"', 'W/"1"', '1', '"', '']],
  ['if-modified-since', ['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 01 Jan 2100 00:00:00 GMT', 'yesterday', '']],
  ['if-unmodified-since', ['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 01 Jan 1960 00:00:00 GMT', 'yesterday', '']],
  ['content-encoding', ['gzip', 'identity', 'br', 'deflate, gzip', '', 'x']],
  ['expect', ['100-continue', 'a']],
  ['range', ['bytes=0-1', 'bytes=a']],
  ['origin', ['https://other.example', 'null']],
  ['x-forwarded-for', ['1.2.3.4', 'a, b']],
  ['x-http-method-override', ['DELETE']],
  ['x-tenant', ['blue', 'red', '']],
  ['x-client', ['a', 'b', 'c', '']],
  ['traceparent', ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'a']],
  ['upgrade', ['websocket']],
  ['host', ['', 'a.example:99999', 'a b', 'user@host']]
]
const bodies = ['', ' ', 'null', 'true', '0', '"a"', '[]', '{}', '{', '[1,]', '{"a":1,}', "{'a':1}", '{"a":1}{"b":2}', '{"a":NaN}', '\uFEFF{"a":1}', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"a":1,"a":2}', '[1,2,3,4,5,6]', '['.repeat(40), '{"a":'.repeat(40) + '1' + '}'.repeat(40), 'x'.repeat(1000), '"' + 'x'.repeat(300) + '"', '\u0000', 'name=&age=x', 'name=Ann', '{"code":"a"}\n{', '\n\n', '{"code":"a"}\n'.repeat(6)]
const values: readonly unknown[] = [null, true, false, 0, -1, 1.5, 101, 1e300, '', 'a', 'taken', 'casino', 'gone', 'new', 'x'.repeat(50), [], {}, [null], { a: 1 }, [[]], '2024-01-01', 'A B']

/** Changes a value of a body, at a place of which nobody knows where it is. */
function changedValue (value: unknown, random: Random): unknown {
  if (value === null || typeof value !== 'object' || random.isOneOf(4)) return random.pick(values)
  if (Array.isArray(value)) {
    if (value.length === 0 || random.isOneOf(4)) return [...value, random.pick(values)]
    const at = random.below(value.length)
    return random.isOneOf(5) ? value.toSpliced(at, 1) : value.with(at, changedValue(value[at], random))
  }
  const object = { ...value } as Record<string, unknown>
  const names = Object.keys(object)
  if (names.length === 0 || random.isOneOf(4)) object[random.pick(texts)] = random.pick(values)
  else {
    const name = random.pick(names)
    if (random.isOneOf(4)) Reflect.deleteProperty(object, name)
    else object[name] = changedValue(object[name], random)
  }
  return object
}

const changes: readonly Change[] = [
  (request, random) => { request.method = random.pick(methods) },
  (request, random) => { request.path = `/${random.pick(texts)}` },
  (request, random) => {
    const parts = request.path.split('/')
    request.path = parts.with(1 + random.below(parts.length - 1), random.pick(texts)).join('/')
  },
  (request, random) => { request.path += random.pick(['/', '//', '/a', '?', ';a', '%', '.', '/..']) },
  (request, random) => { request.query += `${request.query === '' ? '' : '&'}${random.pick(['page', 'sort', 'with', 'a', 'page[]', ...texts])}=${random.pick(texts)}` },
  ...Array.from({ length: 4 }, (): Change => (request, random) => {
    const [name, values] = random.pick(fields)
    request.headers[name] = random.pick(values)
  }),
  (request, random) => { request.headers[random.pick(['accept', 'content-type', 'authorization', 'if-match', 'x-client'])] = random.pick(sendableTexts) },
  (request, random) => { Reflect.deleteProperty(request.headers, random.pick(Object.keys(request.headers).concat('content-type'))) },
  (request, random) => { request.headers['x-client'] = String(random.below(50)) },
  (request, random) => { request.body = random.pick(bodies) },
  (request, random) => { request.body = (request.body ?? '').slice(0, random.below((request.body ?? '').length + 1)) },
  (request) => { request.body = undefined },
  ...Array.from({ length: 4 }, (): Change => (request, random) => {
    try {
      request.body = JSON.stringify(changedValue(JSON.parse(String(request.body)), random))
    } catch {}
  }),
  (request, random) => {
    const body = [...request.body ?? '']
    if (body.length > 0) request.body = body.with(random.below(body.length), random.pick(['"', '{', '}', ',', '\n', '\u0000', '\uD800', 'a', '1'])).join('')
  }
]

/** A request that a route takes, and one to four things in it that are otherwise. */
export function generate (random: Random): Request {
  const { method, path, query, headers, body } = random.pick(samples)
  const request: Request = {
    method,
    path,
    query: new URLSearchParams(query).toString(),
    headers: { host: 'api.example', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  }
  for (let left = 1 + random.below(4); left > 0; left--) random.pick(changes)(request, random)
  return request
}

/** The target of a request line: what a line cannot have is written as a client writes it. */
export function targetOf ({ path, query }: Request): string {
  return `${path}${query === '' ? '' : `?${query}`}`.replace(/[^\x21-\x7E]/gu, character => {
    try {
      return encodeURIComponent(character)
    } catch {
      return '%EF%BF%BD'
    }
  })
}
