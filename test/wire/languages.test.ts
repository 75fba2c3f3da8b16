// Words by the client's language, at every end, and what is said of it in the head.
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, defineDialect, defineErrors, describe, describeIssue, gitlab, notFound, problem, serverOptions, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { german } from '../../examples/languages/german.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

const messages = { en: {}, de: german }
const errors = defineErrors({
  articleTaken: { from: 'conflict', members: Type.Object({ sku: Type.String() }), message: { en: ({ sku }) => `The sku ${sku} exists.`, de: ({ sku }) => `Die Artikelnummer ${sku} gibt es schon.` } }
})

async function serve (options: ConformantOptions = {}): Promise<number> {
  const app = Fastify(serverOptions({ ...(options.dialect && { dialect: options.dialect }) }))
  await app.register(conformant, { messages, ...options })
  app.get('/a', { config: { conformant: { accept: 'application/json' } } }, async () => { throw notFound({ resource: 'User', id: 7 }) })
  app.get('/taken', async (_request, reply) => { reply.header('vary', 'Origin'); throw conflict('Taken.') })
  app.get('/own', async () => { throw errors.articleTaken({ sku: '7' }) })
  app.post('/a', { schema: { body: Type.Object({ name: Type.String({ minLength: 1 }) }) } }, async () => 1)
  app.batch({ method: 'PATCH', url: '/lines', key: 'n', item: Type.Object({ n: Type.String(), a: Type.Optional(Type.Integer()) }) }, ({ n }) => { if (n === 'x') throw notFound() })
  await app.register(async (scope) => {
    await scope.register(conformant, { messages: false })
    scope.get('/a', async () => { throw notFound() })
  }, { prefix: '/silent' })
  await app.register(async (scope) => {
    await scope.register(conformant, { messages: { fr: { kinds: { not_found: () => 'Introuvable.' } } } })
    scope.get('/a', async () => { throw notFound() })
  }, { prefix: '/french' })
  return listen(t, app)
}

const inGerman = { 'accept-language': 'de' }

t.test('each end answers in the language of the client', async (t) => {
  const port = await serve()
  const cases: Array<[name: string, sent: Sent, german: string, english: string, vary: string]> = [
    ['a gate', { path: '/a', headers: { accept: 'text/csv' } }, "Das Feld Accept 'text/csv' lässt nichts zu, was gesendet werden kann. Unterstützt: application/json.", "The Accept header 'text/csv' allows nothing that can be sent. Available: application/json.", 'Accept, Accept-Language'],
    ['thrown', { path: '/a' }, "User '7' gibt es nicht.", "User '7' does not exist.", 'Accept-Language'],
    ['no route', { path: '/none' }, 'Unter /none gibt es nichts.', 'There is nothing at /none.', 'Accept-Language'],
    ['below the hooks', { method: 'POST', path: '/a', headers: { 'transfer-encoding': 'gzip' } }, 'Die Anfrage ist nicht zu verstehen.', 'The request cannot be understood.', 'Accept-Language'],
    ['an error of the application, in the languages of its definition', { path: '/own' }, 'Die Artikelnummer 7 gibt es schon.', 'The sku 7 exists.', 'Accept-Language'],
    ['the words of the application stay', { path: '/taken' }, 'Taken.', 'Taken.', 'Origin, Accept-Language']
  ]
  for (const [name, sent, german, english, vary] of cases) {
    // Twice, as what is rendered once is kept.
    for (const [language, expected] of [['de', german], ['en', english], ['de', german], ['fr', english], ['', english]] as const) {
      const { headers, body } = await exchange(port, { ...sent, headers: { ...sent.headers, 'accept-language': language } })
      t.equal(JSON.parse(body).detail, expected, `${name}: ${language}`)
      t.match(headers, { 'content-language': language === 'de' ? 'de' : 'en', vary }, `${name}: ${language}`)
    }
  }
})

t.test('a malformed message is answered in the default language: its fields could not be read', async (t) => {
  const client = await RawClient.connect(await serve({ messages: { de: german, en: {} } }))
  client.send('GET / HTTP/1.1\r\nAccept-Language: en\r\nbad field\r\n\r\n')
  const { headers, body } = await client.answer()
  t.equal(JSON.parse(body).detail, 'Die Anfrage ist nicht zu verstehen.')
  t.match(headers, { 'content-language': 'de', vary: 'Accept-Language' })
  client.close()
})

t.test('the lines of a batch, and its head', async (t) => {
  const port = await serve()
  const sent = { method: 'PATCH', path: '/lines', headers: { 'content-type': 'application/vnd.akeneo.collection+json', ...inGerman }, body: '{"n":"x"}\n{"n":"y","a":"z"}\n{"n":"z"}' }
  const { headers, body } = await exchange(port, sent)
  t.match(headers, { 'content-language': 'de', vary: 'Accept-Language' })
  t.strictSame(body.split('\n').map(line => { const { detail, errors } = JSON.parse(line); return [detail, errors?.[0].detail] }), [
    ['Die Ressource gibt es nicht.', undefined], ['Die Angaben sind ungültig.', 'muss eine ganze Zahl sein'], [undefined, undefined]
  ])
})

t.test('a batch keeps what a hook says that its answer varies by', async (t) => {
  const app = Fastify()
  await app.register(conformant, { messages })
  app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
  app.batch({ method: 'PATCH', url: '/lines', key: 'n', item: Type.Object({ n: Type.String() }) }, () => undefined)
  const port = await listen(t, app)
  const { headers } = await exchange(port, { method: 'PATCH', path: '/lines', headers: { 'content-type': 'application/vnd.akeneo.collection+json', ...inGerman }, body: '{"n":"x"}' })
  t.match(headers, { 'content-language': 'de', vary: 'Origin, Accept-Language' })
})

t.test('nothing is said of a language where there are no messages', async (t) => {
  const port = await serve()
  const { headers, body } = await exchange(port, { path: '/silent/a', headers: inGerman })
  t.equal(JSON.parse(body).detail, 'The resource does not exist.')
  t.equal(headers['content-language'], undefined)
  t.equal(headers.vary, undefined)
})

t.test('the nearest scope has its own languages, and what it has no words for the dialect says', async (t) => {
  const port = await serve()
  t.match(await exchange(port, { path: '/french/a', headers: inGerman }), { headers: { 'content-language': 'fr' }, body: /"Introuvable\."/ })
})

t.test('the shape of an answer is the same in every language', async (t) => {
  const own = defineDialect({
    name: 'own',
    mediaType: 'application/json',
    pure: true,
    render: (error, context) => ({ language: context.language, says: describe(error, context), fields: error.issues.map(issue => describeIssue(issue, context)) }),
    schema: () => Type.Any()
  })
  const [missing, unknown, both] = [{}, { name: 'a', x: 1 }, { x: 1 }]
  const cases: Array<[dialect: Dialect, json: object, body: string]> = [
    [akeneo(), unknown, '{"code":422,"message":"Die Eigenschaft \'x\' gibt es nicht."}'],
    [akeneo(), missing, '{"code":422,"message":"Die Angaben sind ungültig.","errors":[{"property":"name","message":"fehlt"}]}'],
    [gitlab(), missing, '{"message":"400 (Bad request) \\"name\\" fehlt"}'],
    [gitlab(), both, '{"message":{"x":["Die Eigenschaft \'x\' gibt es nicht."],"name":["fehlt"]}}'],
    [problem(), missing, '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Die Angaben sind ungültig.","errors":[{"detail":"fehlt","pointer":"#/name"}]}'],
    [own, both, '{"language":"de","says":"Die Angaben sind ungültig.","fields":["Die Eigenschaft \'x\' gibt es nicht.","fehlt"]}']
  ]
  for (const [dialect, json, expected] of cases) {
    const { body } = await exchange(await serve({ dialect }), { method: 'POST', path: '/a', headers: inGerman, json })
    t.equal(body, expected, dialect.name)
  }
})
