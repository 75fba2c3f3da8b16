import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { isOurs, ofOurs, readersOf } from '../../lib/plugin/readers.ts'

const parse = (_request: unknown, body: unknown, done: (error: null, body: unknown) => void): void => done(null, body)
const plain = { mediaType: 'application/json' }
const mebibyte = 1024 * 1024

t.test('who reads a body, and how', async (t) => {
  for (const isArmed of [false, true]) {
    const app = Fastify()
    if (isArmed) await app.register(conformant)
    app.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: 5 }, parse)
    app.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, parse)
    app.addContentTypeParser('video/mp4', parse)
    const readers = readersOf(app, plain)
    const whole = { isStream: false, bodyLimit: mebibyte }
    t.strictSame(readers.of('application/json'), { by: 'json', ...whole })
    t.strictSame(readers.of('Application/JSON; charset=utf-8'), { by: 'json', ...whole })
    t.strictSame(readers.of('text/plain'), { by: 'text', ...whole })
    t.strictSame(readers.of('text/csv;header=present'), { by: 'own', isStream: false, bodyLimit: 5 })
    t.strictSame(readers.of('image/png'), { by: 'own', ...whole })
    t.strictSame(readers.of('video/mp4'), { by: 'own', isStream: true, bodyLimit: mebibyte })
    t.strictSame(readers.of('application/a+json'), isArmed ? { by: 'json', ...whole } : undefined)
    t.equal(readers.of('text/html'), undefined)
    t.equal(readers.of(''), undefined)
    t.strictSame(readers.types(), ['application/json', 'video/mp4', 'text/csv'])
    t.strictSame(readersOf(app, { mediaType: 'application/A+JSON; b=c' }).types(), ['application/json', 'video/mp4', 'text/csv', ...isArmed ? ['application/a+json'] : []])
    await app.register(async scope => {
      scope.addContentTypeParser('*', parse)
      t.strictSame(readersOf(scope, plain).of('text/html'), { by: 'any', isStream: true, bodyLimit: mebibyte })
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(['application/json', 'text/plain', 'a/b'], { parseAs: 'string' }, parse)
      t.strictSame(['application/json', 'text/plain'].map(type => readersOf(scope, plain).of(type)?.by), ['own', 'own'])
      t.strictSame(readersOf(scope, plain).types(), ['application/json', 'a/b', 'text/plain'])
      scope.removeContentTypeParser('application/json')
      t.strictSame(readersOf(scope, plain).types(), ['a/b', 'text/plain'])
    })
    t.equal(readersOf(app, plain).of('text/html'), undefined, 'a scope has its own')
    await app.close()
  }
})

t.test('where Fastify does not show its parsers, what it tells of names', async (t) => {
  const instance = { hasContentTypeParser: (type: string) => ['text/csv', 'text/plain'].includes(type) } as unknown as FastifyInstance
  const readers = readersOf(instance, plain)
  const unknown = { isStream: false, bodyLimit: undefined }
  t.strictSame(readers.of('Application/JSON;a=b'), { by: 'json', ...unknown })
  t.strictSame(readers.of('application/a+json'), { by: 'json', ...unknown })
  t.strictSame(readers.of('text/csv'), { by: 'own', ...unknown })
  t.strictSame(readers.of('text/plain'), { by: 'text', ...unknown })
  t.equal(readers.of('image/png'), undefined)
  t.strictSame(readers.types(), ['application/json'])
})

t.test('a function of ours is known', async (t) => {
  const own = (): void => {}
  t.notOk(isOurs(own))
  t.equal(ofOurs(own), own)
  t.ok(isOurs(own))
  t.notOk(isOurs(undefined))
})
