// What applications throw with @hapi/boom.
import Fastify from 'fastify'
import t from 'tap'
import { boomErrors } from '../../../lib/entries/mappers.ts'
import conformant, { problem } from '../../../lib/index.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { load } from './ways.ts'

t.test('errors of @hapi/boom', async t => {
  const boom = await load('@hapi/boom')
  const cases: Array<[name: string, thrown: Error, status: number, detail: string | undefined, headers?: object]> = [
    ['its own words', boom.badRequest('No such colour.', { secret: 1 }), 400, 'No such colour.'],
    ['none', boom.notFound(), 404, 'The resource does not exist.'],
    ['none, where its phrase is another', boom.clientTimeout(), 408, 'The request did not arrive in time.'],
    ['its challenge', boom.unauthorized('Bad token', 'Bearer', { realm: 'shop' }), 401, 'Bad token', { 'www-authenticate': 'Bearer realm="shop", error="Bad token"' }],
    ['its methods', boom.methodNotAllowed('Not so.', null, ['GET', 'HEAD']), 405, 'Not so.', { allow: 'GET, HEAD' }],
    ['a limit', boom.tooManyRequests('One a day.'), 429, 'One a day.'],
    ['a status of no kind', boom.teapot('I am one.'), 418, 'I am one.'],
    ['a fault of the server', boom.internal('secret', { secret: 1 }), 500, undefined],
    ['another one', Object.assign(boom.serverUnavailable('secret'), {}), 503, 'The server is temporarily unable to answer.'],
    ['an error that was made one', boom.boomify(new Error('Taken.'), { statusCode: 409 }), 409, 'Taken.'],
    ['an error that was made one without a status', boom.boomify(new TypeError('secret')), 500, undefined]
  ]
  for (const [name, thrown, status, detail, headers = {}] of cases) {
    const app = Fastify()
    await app.register(conformant, { dialect: problem(), mappers: [boomErrors] })
    app.get('/', async () => { throw thrown })
    const got = await exchange(await listen(t, app), 'GET /')
    t.strictSame([got.status, JSON.parse(got.body).detail, /secret/.test(JSON.stringify(got))], [status, detail, false], name)
    t.match(got.headers, headers, name)
  }
})
