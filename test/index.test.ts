import Fastify from 'fastify'
import t from 'tap'
import * as conformant from '../lib/index.ts'

t.test('exports what is documented, and nothing else', async (t) => {
  t.strictSame(Object.keys(conformant).sort(), [
    'ApiError',
    'akeneo',
    'akeneoSchema',
    'badGateway',
    'badRequest',
    'catalog',
    'clean',
    'conflict',
    'conformant',
    'conformantConfig',
    'created',
    'default',
    'defineDialect',
    'defineErrors',
    'describe',
    'describeIssue',
    'displayPath',
    'draftRateLimit',
    'errorSerializer',
    'expectationFailed',
    'flexibleStore',
    'forbidden',
    'gateOrder',
    'gatewayTimeout',
    'gitlab',
    'gitlabRateLimit',
    'gitlabSchema',
    'gone',
    'headerFieldsTooLarge',
    'internal',
    'issue',
    'kindOf',
    'kinds',
    'locked',
    'memorySpamLog',
    'memoryStore',
    'methodNotAllowed',
    'noContent',
    'normalize',
    'notAcceptable',
    'notFound',
    'notImplemented',
    'operationalConstraint',
    'payloadTooLarge',
    'paymentRequired',
    'postgresErrors',
    'preconditionFailed',
    'preconditionRequired',
    'prismaErrors',
    'problem',
    'problemSchema',
    'recaptcha',
    'redisSpamLog',
    'redisStore',
    'requestTimeout',
    'routes',
    'serverOptions',
    'serviceUnavailable',
    'strongEtag',
    'toPointer',
    'tooManyItems',
    'tooManyRequests',
    'typed',
    'unauthorized',
    'unprocessable',
    'unsupportedMediaType',
    'uriTooLong',
    'weakEtag',
    'zodErrors'
  ])
})

t.test('is a plugin with a name, for the scope that registers it', async (t) => {
  const app = Fastify()
  await app.register(conformant.default)
  t.ok(app.hasPlugin('fastify-conformant'))
  t.strictSame(['created', 'accepted', 'noContent', 'movedPermanently'].filter(name => !app.hasReplyDecorator(name)), [])
  t.strictSame(Object.keys(app.rateLimits), ['peek', 'reset', 'health'])
  await app.close()
})
