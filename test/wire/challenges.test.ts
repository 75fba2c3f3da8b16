// 401 and 403: what is asked of the client, by the application and by plugins for authentication.
import auth from '@fastify/auth'
import basicAuth from '@fastify/basic-auth'
import bearerAuth from '@fastify/bearer-auth'
import jwt from '@fastify/jwt'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, ApiError, forbidden, gitlab, problem as problemDialect, unauthorized, type ConformantOptions } from '../../lib/index.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { readChallenges } from '../helpers/challenges.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const asked = (...challenges: string[]): Answer['headers'] => ({ 'www-authenticate': challenges.length === 1 ? challenges[0] as string : challenges })
const refused = (...challenges: string[]): Answer => problem(401, 'Authentication is required.', asked(...challenges))
const invalid = 'Bearer error="invalid_token"'
const sent = (authorization?: string, path = '/'): Sent => ({ path, headers: { authorization } })

async function server (declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

t.test('what the application throws, in three dialects', async (t) => {
  const expired = { realm: 'shop', error: 'invalid_token', description: 'The token has expired.' }
  const thrown: Array<[error: () => ApiError, challenge: Answer['headers'], status: number, akeneo: string, gitlab: string, problem: string, oauth?: object]> = [
    [() => unauthorized(), asked('Bearer realm="api"'), 401, 'Authentication is required', '401 Unauthorized', 'Authentication is required.'],
    [() => unauthorized({ realm: 'shop' }), asked('Bearer realm="shop"'), 401, 'Authentication is required', '401 Unauthorized', 'Authentication is required.'],
    [() => unauthorized({ ...expired, message: 'Sign in again.' }), asked('Bearer realm="shop", error="invalid_token", error_description="The token has expired."'),
      401, 'Sign in again.', '401 Unauthorized - Sign in again.', 'Sign in again.', { error: 'invalid_token', error_description: 'The token has expired.' }],
    [() => unauthorized({ error: 'invalid_token' }), asked(invalid), 401, 'Authentication is required', '401 Unauthorized', 'Authentication is required.',
      { error: 'invalid_token', error_description: 'The access token provided is expired, revoked, malformed, or invalid for other reasons.' }],
    [() => unauthorized('Twice.', { error: 'invalid_request' }), asked('Bearer error="invalid_request"'), 400, 'Twice.', '400 Bad request - Twice.', 'Twice.',
      { error: 'invalid_request', error_description: 'Twice.' }],
    [() => unauthorized({ error: 'use_dpop_nonce', scheme: 'DPoP' }), asked('DPoP error="use_dpop_nonce"'), 401, 'Authentication is required', '401 Unauthorized', 'Authentication is required.',
      { error: 'use_dpop_nonce' }],
    [() => unauthorized({ error: 'insufficient_scope', scope: 'api' }), asked('Bearer error="insufficient_scope", scope="api"'), 403, 'Access forbidden.', '403 Forbidden', 'Access is forbidden.',
      { error: 'insufficient_scope', error_description: 'The request requires higher privileges than provided by the access token.', scope: 'api' }],
    [() => forbidden({ scope: ['api', 'read_api'], realm: 'shop' }), asked('Bearer realm="shop", error="insufficient_scope", scope="api read_api"'), 403, 'Access forbidden.', '403 Forbidden', 'Access is forbidden.',
      { error: 'insufficient_scope', error_description: 'The request requires higher privileges than provided by the access token.', scope: 'api read_api' }],
    [() => forbidden('Not you.'), {}, 403, 'Not you.', '403 Forbidden - Not you.', 'Not you.'],
    [() => unauthorized({ challenges: [{ realm: 'shop', error: 'invalid_token' }, { scheme: 'Basic', params: { charset: 'UTF-8' } }] }),
      asked('Bearer realm="shop", error="invalid_token"', 'Basic realm="api", charset="UTF-8"'), 401, 'Authentication is required', '401 Unauthorized', 'Authentication is required.',
      { error: 'invalid_token', error_description: 'The access token provided is expired, revoked, malformed, or invalid for other reasons.' }]
  ]
  const declare = (app: FastifyInstance): void => thrown.forEach(([error], index) => app.get(`/${index}`, async () => { throw error() }))
  const ports = await Promise.all([akeneo(), gitlab(), problemDialect(), gitlab({ oauth: true })].map(dialect => server(declare, { dialect })))
  for (const [index, [, headers, status, inAkeneo, inGitlab, inProblem, oauth]] of thrown.entries()) {
    const answers = await Promise.all(ports.map(port => exchange(port, `GET /${index}`)))
    t.strictSame(answers, [
      json(status, { code: status, message: inAkeneo }, headers),
      json(status, { message: inGitlab }, headers),
      problem(status, inProblem, headers),
      json(status, oauth ?? { message: inGitlab }, headers)
    ], `${index} ${inGitlab}`)
    const field = headers['www-authenticate']
    if (field !== undefined) t.doesNotThrow(() => readChallenges(field), 'a client can read it')
  }
})

t.test('the realm of plugin, scope and route', async (t) => {
  const port = await server(async app => {
    app.get('/', async () => { throw unauthorized() })
    app.get('/route', { config: { conformant: { realm: 'route' } } }, async () => { throw unauthorized({ error: 'invalid_token' }) })
    app.get('/own', async () => { throw unauthorized({ realm: 'own' }) })
    await app.register(async scope => {
      await scope.register(conformant, { realm: 'a "scope"' })
      scope.get('/scope', async () => { throw unauthorized({ challenge: 'Basic' }) })
    })
  }, { realm: 'shop' })
  const cases: Array<[path: string, challenge: string]> = [
    ['/', 'Bearer realm="shop"'],
    ['/route', 'Bearer realm="route", error="invalid_token"'],
    ['/own', 'Bearer realm="own"'],
    ['/scope', 'Basic realm="a \\"scope\\""']
  ]
  for (const [path, challenge] of cases) t.strictSame(await exchange(port, `GET ${path}`), refused(challenge))
})

t.test('challenges of hooks and of the error, each scheme once', async (t) => {
  const cases: Array<[before: string | string[], error: () => ApiError, challenges: string[]]> = [
    ['Basic realm="a"', () => unauthorized(), ['Basic realm="a"']],
    ['Basic realm="a"', () => unauthorized({ error: 'invalid_token' }), ['Basic realm="a"', invalid]],
    ['Basic realm="a", Bearer realm="b"', () => unauthorized({ error: 'invalid_token' }), ['Basic realm="a"', invalid]],
    [['Bearer realm="a"', 'Bearer realm="a"'], () => unauthorized({ scheme: 'Bearer' }), ['Bearer realm="a"']],
    ['Bearer', () => unauthorized({ scheme: 'Bearer' }), ['Bearer realm="api"']],
    ['Digest realm="a", nonce="b"', () => unauthorized({ challenges: [{ scheme: 'Basic' }, { scheme: 'Digest' }] }), ['Digest realm="a", nonce="b"', 'Basic realm="api"']]
  ]
  const port = await server(app => cases.forEach(([before, error], index) => app.get(`/${index}`, async (_request, reply) => {
    reply.header('www-authenticate', before)
    throw error()
  })))
  for (const [index, [before, , challenges]] of cases.entries()) t.strictSame(await exchange(port, `GET /${index}`), refused(...challenges), String(before))
})

t.test('@fastify/jwt', async (t) => {
  const secret = 'a secret of the test, long enough for everybody'
  const tokens: Record<string, string> = {}
  const port = await server(async app => {
    await app.register(jwt, { secret, verify: { allowedIss: 'us' } })
    tokens.good = app.jwt.sign({ id: 1, iat: 1, iss: 'us' })
    tokens.expired = app.jwt.sign({ id: 1, iat: 1, exp: 2, iss: 'us' })
    tokens.other = app.jwt.sign({ id: 1, iat: 1, iss: 'them' })
    app.addHook('onRequest', async (request) => await request.jwtVerify())
    app.get('/', async (request) => request.user)
  })
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"id":1}').toString('base64url')}.`
  const cases: Array<[name: string, authorization: string | undefined, told: Answer]> = [
    ['nothing', undefined, refused('Bearer realm="api"')],
    ['another scheme', 'Basic dTpw', refused('Bearer realm="api"')],
    ['too many words', 'Bearer a b', refused('Bearer realm="api"')],
    ['no token', 'Bearer nonsense', refused(invalid)],
    ['no JSON', 'Bearer a.b.c', refused(invalid)],
    ['another signature', `Bearer ${tokens.good}x`, refused(invalid)],
    ['no signature', `Bearer ${unsigned}`, refused(invalid)],
    ['expired', `Bearer ${tokens.expired}`, refused(invalid)],
    ['of somebody else', `Bearer ${tokens.other}`, refused(invalid)],
    ['a good one', `Bearer ${tokens.good}`, success(200, { id: 1, iat: 1, iss: 'us' })]
  ]
  for (const [name, authorization, told] of cases) t.strictSame(await exchange(port, sent(authorization)), told, name)
})

const bearerCases: Array<[name: string, authorization: string | undefined, told: Answer]> = [
  ['nothing', undefined, refused('Bearer realm="api"')],
  ['another scheme', 'Basic dTpw', refused('Bearer realm="api"')],
  ['an unknown token', 'Bearer unknown', refused(invalid)],
  ['a known token', 'Bearer known', success(200, { ok: true })]
]

t.test('@fastify/bearer-auth, with and without its own answers, behind the plugin and before it', async (t) => {
  const keys = new Set(['known'])
  const options: Array<[name: string, options: object]> = [
    ['as it is', { keys }],
    ['in preParsing', { keys, addHook: 'preParsing' }],
    ['errors handed on', { keys, errorResponse: (error: Error) => error }]
  ]
  for (const [how, of] of options) {
    for (const isFirst of [false, true]) {
      const app = Fastify()
      if (isFirst) await app.register(bearerAuth, of as never)
      await app.register(conformant)
      if (!isFirst) await app.register(bearerAuth, of as never)
      app.get('/', async () => ({ ok: true }))
      app.post('/', async () => ({ ok: true }))
      app.get('/own', async (_request, reply) => reply.code(401).send({ error: 'missing authorization header', own: true }))
      app.get('/text', async (_request, reply) => reply.code(500).send({ error: 'missing authorization header' }))
      const port = await listen(t, app)
      for (const [name, authorization, told] of bearerCases) t.strictSame(await exchange(port, sent(authorization)), told, `${how}, ${isFirst ? 'before' : 'behind'}: ${name}`)
      t.strictSame(await exchange(port, { ...sent('Bearer unknown'), method: 'POST', json: {} }), refused(invalid), 'before the body')
      t.strictSame(await exchange(port, sent('Bearer known', '/own')), success(401, { error: 'missing authorization header', own: true }), 'what the application sends is its own')
      t.strictSame(await exchange(port, sent('Bearer known', '/text')), success(500, { error: 'missing authorization header' }), 'with its own status too')
    }
  }
})

t.test('@fastify/bearer-auth with a function that fails', async (t) => {
  const fail = async (): Promise<boolean> => { throw new Error('secret') }
  const odd = async (): Promise<boolean> => 'yes' as never
  const port = await server(async app => {
    await app.register(async scope => {
      await scope.register(bearerAuth, { keys: [], auth: fail, errorResponse: error => error as never })
      scope.get('/fail', async () => ({}))
    })
    await app.register(async scope => {
      await scope.register(bearerAuth, { keys: [], auth: odd })
      scope.get('/odd', async () => ({}))
    })
  })
  for (const path of ['/fail', '/odd']) t.strictSame(await exchange(port, sent('Bearer a', path)), internalError, path)
})

t.test('@fastify/basic-auth', async (t) => {
  const validate = async (username: string, password: string): Promise<Error | undefined> =>
    username === 'user' && password === 'pass' ? undefined : new Error('Nobody of that name.')
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
  const options: Array<[options: object, challenge: string]> = [
    [{ authenticate: true }, 'Basic realm="api", charset="UTF-8"'],
    [{ authenticate: { realm: 'shop' }, utf8: false }, 'Basic realm="shop"']
  ]
  for (const [of, challenge] of options) {
    const port = await server(async app => {
      await app.register(basicAuth, { validate, ...of } as never)
      app.addHook('onRequest', app.basicAuth)
      app.get('/', async () => ({ ok: true }))
    })
    t.strictSame(await exchange(port, sent()), refused(challenge))
    t.strictSame(await exchange(port, sent('Bearer a')), refused(challenge))
    t.strictSame(await exchange(port, sent(basic('user:wrong'))), problem(401, 'Nobody of that name.', asked(challenge)))
    t.strictSame(await exchange(port, sent(basic('user:pass'))), success(200, { ok: true }))
  }
  const port = await server(async app => {
    await app.register(basicAuth, { validate, proxyMode: true, authenticate: true })
    app.addHook('onRequest', app.basicAuth)
    app.get('/', async () => ({ ok: true }))
  })
  t.strictSame(await exchange(port, sent()), problem(407, 'Missing or bad formatted authorization header', { 'proxy-authenticate': 'Basic charset="UTF-8"' }), 'as a proxy')
})

t.test('@fastify/auth: several ways in, each asked for once', async (t) => {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant)
  await app.register(auth)
  await app.register(basicAuth, { validate: async () => new Error('No.'), authenticate: { realm: 'shop' } })
  await app.register(bearerAuth, { keys: ['known'], addHook: false, verifyErrorLogLevel: 'debug' })
  const { basicAuth: basic, verifyBearerAuth: bearer } = app
  const plain = (_request: unknown, _reply: unknown, done: (error?: Error) => void): void => done(new Error('secret'))
  app.get('/both', { onRequest: app.auth([basic, bearer as never]) }, async () => ({ ok: true }))
  app.get('/and', { onRequest: app.auth([bearer as never, basic], { relation: 'and' }) }, async () => ({ ok: true }))
  app.get('/plain', { onRequest: app.auth([plain]) }, async () => ({ ok: true }))
  const port = await listen(t, app)
  const cases: Array<[path: string, authorization: string | undefined, told: Answer]> = [
    ['/both', undefined, refused('Basic realm="shop", charset="UTF-8"', 'Bearer realm="api"')],
    ['/both', 'Bearer unknown', refused('Basic realm="shop", charset="UTF-8"', invalid)],
    ['/and', undefined, refused('Bearer realm="api"')],
    ['/and', 'Bearer known', refused('Basic realm="shop", charset="UTF-8"')],
    ['/plain', undefined, refused('Bearer realm="api"')]
  ]
  for (const [path, authorization, told] of cases) {
    logs.records.length = 0
    t.strictSame(await exchange(port, sent(authorization, path)), told, `${path} ${authorization}`)
    t.equal(logs.errors().length, 1, 'logged once')
  }
  const { status, body } = await exchange(port, sent('Bearer known', '/both'))
  t.strictSame([status, body], [200, '{"ok":true}'])
})

t.test('whoever is known by a cookie is asked for nothing else, where the application says so', async (t) => {
  const port = await server(async app => {
    const open = async (): Promise<void> => { throw unauthorized() }
    app.get('/', open)
    app.get('/route', { config: { conformant: { challenge: 'DPoP algs="ES256"' } } }, open)
    app.get('/own', async () => { throw unauthorized({ error: 'invalid_token' }) })
    app.get('/empty', async (_request, reply) => reply.code(401).send())
    await app.register(async scope => {
      await scope.register(conformant, { challenge: 'Basic' })
      scope.get('/', open)
    }, { prefix: '/scope' })
  }, { challenge: false, realm: 'shop' })
  const cases: Array<[path: string, headers: Answer['headers']]> = [
    ['/', {}], ['/empty', {}], ['/route', asked('DPoP realm="shop", algs="ES256"')], ['/scope', asked('Basic realm="shop"')], ['/own', asked('Bearer realm="shop", error="invalid_token"')]
  ]
  for (const [path, headers] of cases) t.strictSame(await exchange(port, { path }), problem(401, 'Authentication is required.', headers), path)
})
