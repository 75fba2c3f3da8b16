import Fastify, { type FastifyInstance, type FastifyRequest, type RouteOptions } from 'fastify'
import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { isHandedOn, isTold, setLastHandler } from '../../lib/plugin/error-handlers.ts'
import { setScope, type Scope } from '../../lib/plugin/held.ts'
import { captureLogs } from '../helpers/logs.ts'

const nobody = async (): Promise<void> => {}

t.test('who is told of errors beside the plugin', async (t) => {
  const ask = async (setUp: (app: FastifyInstance) => unknown, options?: Partial<RouteOptions>): Promise<boolean> => {
    const app = Fastify()
    await setUp(app)
    await app.after()
    return isTold(app, options as RouteOptions)
  }
  const armed = (app: FastifyInstance): void => setLastHandler(app, nobody)
  const cases: Array<[name: string, expected: boolean, setUp: (app: FastifyInstance) => unknown, options?: Partial<RouteOptions>]> = [
    ['nobody', false, armed],
    ['a handler that came before', true, (app) => { app.setErrorHandler(nobody); armed(app) }],
    ['a handler that came after', true, (app) => { armed(app); app.setErrorHandler(nobody) }],
    ['a hook', true, (app) => { armed(app); app.addHook('onError', nobody) }],
    ['a hook for something else', false, (app) => { armed(app); app.addHook('onSend', nobody) }],
    ['a handler of the route', true, armed, { errorHandler: nobody }],
    ['a hook of the route', true, armed, { onError: nobody }],
    ['other options of the route', false, armed, { url: '/' }]
  ]
  for (const [name, expected, setUp, options] of cases) t.equal(await ask(setUp, options), expected, name)
})

t.test('they are told of a refusal', async (t) => {
  const [app, bare] = [Fastify(), Fastify()]
  setScope(app, {} as Scope)
  const cases: Array<[name: string, expected: boolean, kind: 'not_acceptable' | 'route_not_found', request: object]> = [
    ['of a route', true, 'not_acceptable', { is404: false, server: app }],
    ['of none', true, 'not_acceptable', { is404: true, server: app }],
    ['not of an unknown URL', false, 'route_not_found', { is404: true, server: app }],
    ['nor where the plugin is not in the instance', false, 'not_acceptable', { is404: true, server: bare }]
  ]
  for (const [name, expected, kind, request] of cases) t.equal(isHandedOn(new ApiError(kind), request as FastifyRequest), expected, name)
})

t.test('a handler around the scope, which is not asked any more, is named when the server starts', async (t) => {
  const ask = async (setUp: (app: FastifyInstance, scope: FastifyInstance) => unknown): Promise<unknown[]> => {
    const { logger, records } = captureLogs()
    const app = Fastify({ logger })
    await app.register(async (scope) => { await setUp(app, scope) }, { prefix: '/api' })
    await app.ready()
    return records.map(({ msg }) => msg)
  }
  const said = ['fastify-conformant answers the errors of the scope "/api": the error handler that is set around it is not asked for them']
  t.strictSame(await ask((app, scope) => { app.setErrorHandler(nobody); setLastHandler(scope, nobody) }), said)
  t.strictSame(await ask((app, scope) => { app.setErrorHandler(nobody); scope.setErrorHandler(nobody); setLastHandler(scope, nobody) }), [], 'one of its own is asked')
  t.strictSame(await ask((_app, scope) => setLastHandler(scope, nobody)), [], 'Fastify\'s own')
  t.strictSame(await ask((app, scope) => { setLastHandler(app, nobody); setLastHandler(scope, nobody) }), [], 'ours')
})
