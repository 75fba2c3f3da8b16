import t from 'tap'
import { builtInMappers } from '../../../lib/errors/mappers/index.ts'
import { fastifyErrors } from '../../../lib/errors/mappers/fastify.ts'
import { statusErrors } from '../../../lib/errors/mappers/status.ts'
import { upstreamErrors } from '../../../lib/errors/mappers/upstream.ts'
import { pluginErrors } from '../../../lib/errors/mappers/plugins.ts'
import { normalize } from '../../../lib/errors/normalize.ts'

t.test('what is known exactly is asked before what merely says its status', async (t) => {
  t.strictSame(builtInMappers, [fastifyErrors, pluginErrors, upstreamErrors, statusErrors])
  const cases: Array<[name: string, marks: object, kind: string]> = [
    ['another server\'s 404', { isAxiosError: true, status: 404 }, 'bad_gateway'],
    ['Fastify\'s 404', { code: 'FST_ERR_NOT_FOUND', statusCode: 404 }, 'not_found'],
    ['Fastify\'s timeout', { code: 'FST_ERR_HANDLER_TIMEOUT', statusCode: 503 }, 'service_unavailable'],
    ['Fastify\'s 500', { code: 'FST_ERR_REP_INVALID_PAYLOAD_TYPE', statusCode: 500 }, 'internal'],
    ['a status', { statusCode: 409 }, 'conflict']
  ]
  for (const [name, marks, kind] of cases) t.equal(normalize(Object.assign(new Error('x'), marks), builtInMappers, undefined).kind, kind, name)
})
