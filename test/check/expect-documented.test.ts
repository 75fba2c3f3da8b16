import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { conflict, notFound, serverOptions } from '../../lib/index.ts'
import { expectDocumented, readReports, UndocumentedAnswer, type Documented, type ExpectOptions, type Finding } from '../../lib/entries/check.ts'
import { readsTypeScript } from '../helpers/child.ts'
import { exchange } from '../helpers/exchange.ts'
import { documentWith, response } from './documents.ts'

const root = join(import.meta.dirname, '../..')
const document = documentWith({
  'GET /books/{id}': { 200: response('object'), 404: response(undefined, ['not_found']), 406: response(undefined, ['not_acceptable']), default: response(undefined, ['bad_request']) },
  'POST /books': { default: response(undefined, ['bad_request']) },
  'PUT /books': { default: response('object') }
})

async function build (options?: ExpectOptions, http: object = {}, swagger: unknown = document): Promise<{ app: FastifyInstance, documented: Documented }> {
  const app = Fastify(serverOptions(http)) as unknown as FastifyInstance
  if (swagger !== null) app.decorate('swagger', () => swagger)
  await app.register(conformant)
  app.get<{ Params: { id: string } }>('/books/:id', async ({ params: { id } }) => {
    if (id === 'taken') throw conflict('It is taken.')
    if (id === 'none') throw notFound('It is not there.')
    return id === 'list' ? [] : { id }
  })
  return { app, documented: expectDocumented(app, options) }
}

const said = `The document has no 409 for GET /books/{id}.

  request   GET /books/taken
  answer    409 (conflict)
            content-type: application/problem+json
            content-length: 78
            {"type":"about:blank","title":"Conflict","status":409,"detail":"It is taken."}
  document  GET /books/{id}: 200, 404 not_found, 406 not_acceptable, default`

async function faultOf (given: PromiseLike<unknown>): Promise<Error | undefined> {
  return await given.then(() => undefined, (error: unknown) => error as Error)
}

t.test('an answer that is not in the document fails where it was asked for, and at the end', async (t) => {
  const { app, documented } = await build()
  t.equal((await app.inject('/books/1')).statusCode, 200)
  t.equal((await app.inject('/books/none')).statusCode, 404)
  const error = await faultOf(app.inject('/books/taken'))
  t.ok(error instanceof UndocumentedAnswer)
  t.equal(error?.message, said)
  t.ok(error?.stack?.startsWith(`UndocumentedAnswer: ${said}\n    at `))
  t.match(error?.stack?.slice(said.length + 20).split('\n')[1], 'expect-documented.test.ts')
  t.equal((await faultOf(app.inject('/books/taken')))?.message, said, 'again')
  t.same(documented.report(), {
    errors: [
      { operation: 'GET /books/{id}', status: '404', kind: 'not_found', times: 1 },
      { operation: 'GET /books/{id}', status: '406', kind: 'not_acceptable', times: 0 },
      { operation: '*', status: 'default', kind: 'bad_request', times: 0 },
      { operation: 'PUT /books', status: 'default', times: 0 }
    ],
    faults: [{ message: said, times: 2 }]
  })
  t.throws(() => documented.done(), { message: `${said}\n  2 times`, code: 'CONFORMANT_UNDOCUMENTED_ANSWER' })
  t.equal((await faultOf(app.close()))?.message, `${said}\n  2 times`)
  t.equal(await faultOf(app.close()), undefined, 'once')
})

t.test('what is right closes as ever', async () => {
  const { app, documented } = await build({})
  await app.inject('/books/1')
  documented.done()
  await app.close()
  const other = await build()
  await new Promise<void>(resolve => other.app.close(resolve))
})

t.test('over a socket, at the end', async (t) => {
  const { app, documented } = await build()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.addresses()[0] as { port: number }
  t.equal((await exchange(port, 'GET /books/taken')).status, 409)
  await exchange(port, 'GET /books/none')
  await exchange(port, { path: '/books/1', headers: { host: undefined } })
  await t.rejects(Promise.resolve(app.close()), { message: said })
  t.same(documented.report().errors.map(({ times }) => times), [1, 0, 1, 0])
})

t.test('answers: all', async (t) => {
  const { app } = await build({ answers: 'all' })
  await app.inject('/books/1')
  t.match(await faultOf(app.inject('/books/list')), { message: 'The body is not in the schema: the body must be object.' })
  await t.rejects(Promise.resolve(app.close()))
})

t.test('allow', async (t) => {
  const findings: Finding[] = []
  const { app } = await build({
    allow (finding) {
      findings.push(finding)
      return finding.status === 409
    }
  })
  await app.inject('/books/taken?a')
  await app.close()
  t.same(findings, [{ rule: 'status', message: 'The document has no 409 for GET /books/{id}.', method: 'GET', url: '/books/taken?a', status: 409, operation: 'GET /books/{id}', kind: 'conflict' }])
})

t.test('so many findings are kept, and the others are counted', async (t) => {
  const { app, documented } = await build()
  app.get('/status/:status', async ({ params }, reply) => { reply.code(Number((params as { status: string }).status)).header('retry-after', 'x').send('a') })
  for (let status = 402; status < 460; status++) await faultOf(app.inject(`/status/${status}`))
  // 405, 407 and 426 need a field.
  t.equal(documented.report().faults.length, 50)
  await t.rejects(Promise.resolve(app.close()), /\n\n… and 8 more$/)
})

t.test('a document that is none', async (t) => {
  const { app } = await build(undefined, {}, { swagger: '2.0' })
  t.match(await faultOf(app.inject('/books/1')), { message: /^expectDocumented\(\) reads OpenAPI 3 documents/ })
  await t.rejects(Promise.resolve(app.close()), /^expectDocumented\(\) reads OpenAPI 3 documents/)
})

t.test('without a document of its own the application has that of openapi()', async (t) => {
  const { app, documented } = await build(undefined, {}, null)
  t.match(await faultOf(app.inject('/books/taken')), { message: /^The document has no 409 for GET \/books\/{id}\./ })
  t.ok(documented.report().errors.some(({ operation, kind }) => operation === 'GET /books/{id}' && kind === 'internal'))
  await t.rejects(Promise.resolve(app.close()))
})

t.test('a report in a folder', async (t) => {
  const report = mkdtempSync(join(tmpdir(), 'report-'))
  t.teardown(() => rmSync(report, { recursive: true }))
  for (const path of ['/books/none', '/books/1', '/books/none']) {
    const { app } = await build({ report })
    await app.inject(path)
    await app.close()
  }
  t.same(readReports(report).errors.map(({ times }) => times), [2, 0, 0, 0])
})

/** In a process of its own, as a user's test is. */
function run (lines: string): { readonly status: number | null, readonly said: string } {
  const script = `import Fastify from 'fastify'
import conformant, { conflict, notFound } from './lib/index.ts'
import { expectDocumented } from './lib/entries/check.ts'
const app = Fastify()
app.decorate('swagger', () => (${JSON.stringify(document)}))
await app.register(conformant)
app.get('/books/:id', async ({ params: { id } }) => { throw id === 'none' ? notFound('It is not there.') : conflict('It is taken.') })
${lines}`
  const { status, stderr } = spawnSync(process.execPath, [...readsTypeScript, '--input-type=module', '--eval', script], { cwd: root, encoding: 'utf8' })
  return { status, said: stderr }
}

t.test('the table, when the application closes', async (t) => {
  t.same(run(`
expectDocumented(app, { report: true })
await app.inject('/books/none')
await app.close()`), {
    status: 0, said: `1 of 4 documented errors were provoked; these were not:
  GET /books/{id}  406      not_acceptable
  *                default  bad_request
  PUT /books       default
`
  })
})

t.test('nobody closes the application, and nobody waits for what is found', async (t) => {
  t.same(run(`
expectDocumented(app)
await app.inject('/books/taken').then(() => {}, () => {})`), { status: 1, said: `UndocumentedAnswer: ${said}\n` })
})

t.test('a callback of close() cannot be told, and the process is', async (t) => {
  const { status, said: output } = run(`
expectDocumented(app)
await app.inject('/books/taken').then(() => {}, () => {})
app.close(() => console.error('closed'))`)
  t.equal(status, 1)
  t.match(output, 'closed\n')
  t.match(output, 'UndocumentedAnswer: The document has no 409')
})

t.test('options that are not right are named', async (t) => {
  for (const [given, message] of [
    [{ answer: 'all' }, 'option "answer" of expectDocumented() does not exist; the options are answers, allow, report'],
    [{ answers: 'some' }, 'option "answers" of expectDocumented() must be "errors" or "all"; got "some"'],
    [{ allow: [404] }, 'option "allow" of expectDocumented() must be a function (finding) => boolean; got [ 404 ]'],
    [{ report: 5 }, 'option "report" of expectDocumented() must be true, false, or a folder; got 5'],
    [null, 'option "options" of expectDocumented() must be an object; got null']
  ] as const) t.throws(() => expectDocumented(Fastify(), given as object), new TypeError(`fastify-conformant: ${message}`))
})
