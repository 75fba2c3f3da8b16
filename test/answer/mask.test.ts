import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { forgetChallenges, visible } from '../../lib/answer/mask.ts'
import { ApiError, conflict, defineDialect, forbidden, notFound, problem, type Dialect } from '../../lib/index.ts'

const log = { error: () => {}, info: () => {} } as unknown as FastifyBaseLogger
const request = { url: '/a' } as FastifyRequest
const dialect = problem()
const secret = { resource: 'Project', id: '7' }
const statusDialect = (status: Dialect['status']): Dialect => defineDialect({ name: 'x', mediaType: 'application/json', render: () => ({}), schema: () => Type.Object({}), ...(status === undefined ? {} : { status }) })
const gone = notFound({ resource: 'Nothing' })

t.test('what is a 403 is seen as a 404, and nothing else', async (t) => {
  const kindIs403 = statusDialect(kind => kind === 'conflict' ? 403 : undefined)
  const forbiddenIs401 = statusDialect(kind => kind === 'forbidden' ? 401 : undefined)
  const fails = statusDialect(() => { throw new Error('broken') })
  const cases: Array<[name: string, error: ApiError, dialect: Dialect, isMasked: boolean]> = [
    ['a 403', forbidden(secret), dialect, true],
    ['by its status', new ApiError('payment_required', { status: 403, facts: secret }), dialect, true],
    ['a 409', conflict({ facts: secret }), dialect, false],
    ['a 409 that the dialect answers with 403', conflict({ facts: secret }), kindIs403, true],
    ['forbidden, whatever the dialect answers', forbidden(secret), forbiddenIs401, true],
    ['another one of that dialect', conflict({ facts: secret }), forbiddenIs401, false],
    ['a dialect that fails at the status', conflict({ facts: secret }), fails, false]
  ]
  for (const [name, error, dialect, isMasked] of cases) {
    const shown = visible(error, true, dialect, { request, log, where: 'handler' })
    t.equal(shown === error, !isMasked, name)
    if (isMasked) t.match(shown, { kind: 'not_found', status: 404, facts: secret }, name)
  }
})

t.test('a function is asked with the request, and not at all where there is none', async (t) => {
  const asked: unknown[] = []
  const error = forbidden(secret)
  const mask = (...of: unknown[]): ApiError => { asked.push(...of); return gone }
  t.equal(visible(error, mask, dialect, { request, log, where: 'handler' }), gone)
  t.strictSame(asked, [request, error])
  t.match(visible(error, mask, dialect, { request: undefined, head: {}, log, where: 'below' }), { kind: 'not_found', facts: secret })
  t.equal(asked.length, 2)
  t.equal(visible(error, () => false, dialect, { request, log, where: 'handler' }), error)
})

t.test('a mask that fails shows nothing, and the log is told', async (t) => {
  const told: unknown[] = []
  const log = { error: (_what: unknown, message: string) => told.push(message) } as unknown as FastifyBaseLogger
  t.match(visible(forbidden(secret), () => { throw new Error('broken') }, dialect, { request, log, where: 'handler' }), { kind: 'not_found', facts: secret })
  t.strictSame(told, ['maskForbidden failed'])
})

t.test('challenges are forgotten, other fields are not', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.get('/', async (_request, reply: FastifyReply) => {
    reply.headers({ 'www-authenticate': 'Bearer', 'proxy-authenticate': 'Basic', 'authentication-info': 'a' })
    forgetChallenges(reply)
    return ''
  })
  const { headers } = await app.inject('/')
  t.strictSame([headers['www-authenticate'], headers['proxy-authenticate'], headers['authentication-info']], [undefined, undefined, 'a'])
})
