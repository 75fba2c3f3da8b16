import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { locate, originOf } from '../../lib/answer/urls.ts'

const { settings } = standardPlace()

async function requestBelow (prefix: string): Promise<FastifyRequest> {
  const app = Fastify()
  t.teardown(() => app.close())
  let asked: FastifyRequest | undefined
  await app.register(async scope => { scope.get('/x', async request => { asked = request }) }, { prefix })
  await app.inject({ url: `${prefix}/x`, headers: { host: 'api.example:8080' } })
  return asked as FastifyRequest
}

t.test('a location is absolute, below the prefix or the base', async (t) => {
  const cases: Array<[prefix: string, base: string | undefined, location: string, expected: string]> = [
    ['', undefined, '/a', 'http://api.example:8080/a'],
    ['/v1', undefined, '/a', 'http://api.example:8080/v1/a'],
    ['/v1', undefined, '/v1/a', 'http://api.example:8080/v1/a'],
    ['', 'https://other.example', '/a', 'https://other.example/a'],
    ['', 'https://other.example/', '/a', 'https://other.example/a'],
    ['', 'https://other.example:444/base', '/a', 'https://other.example:444/base/a'],
    ['/v1', 'http://other.example/base/', '/a', 'http://other.example/base/v1/a'],
    ['/v1', 'https://other.example', 'http://third.example/a', 'http://third.example/a']
  ]
  for (const [prefix, base, location, expected] of cases) {
    const around = { ...settings, baseUrl: base === undefined ? undefined : new URL(base) }
    t.equal(locate(await requestBelow(prefix), around, location), expected, `${location} below ${prefix} and ${base}`)
  }
})

t.test('the origin', async (t) => {
  const cases: Array<[protocol: 'http' | 'https', host: string, base: string | undefined, expected: string]> = [
    ['http', 'api.example', undefined, 'http://api.example'],
    ['https', 'api.example:444', undefined, 'https://api.example:444'],
    ['https', 'a\u202Eb', undefined, 'https://a\uFFFDb'],
    ['http', 'api.example', 'https://other.example:444/base', 'https://other.example:444']
  ]
  for (const [protocol, host, base, expected] of cases) {
    t.equal(originOf({ protocol, host }, base === undefined ? undefined : new URL(base)), expected, `${protocol} ${host} ${base}`)
  }
})
