import { RuleTester, type Linter } from 'eslint'
import t from 'tap'
import { declaredErrors } from '../../lib/eslint/declared-errors.ts'
import { typescript } from '../helpers/linted.ts'

const imports = "import { ApiError, badGateway as upstream, conformantConfig, defineErrors, forbidden, gone, notFound, unauthorized, unprocessable } from 'fastify-conformant'\n"
const errors = "import { errors, other } from './errors.js'\n"
const get = (declared: string, handler: string): string => `${imports}${errors}app.get('/', { config: { conformant: { errors: ${declared} } } }, ${handler})`
const undeclared = (...kinds: string[]) => kinds.map(kind => ({ message: `The route does not declare "${kind}": add it to config.conformant.errors.` }))

const valid: Array<[what: string, code: string]> = [
  ['declared by constructors, names and errors', get("[errors.outOfCredit, 'not_found', gone, forbidden({ scope: 'a' })]", `async (request, reply) => {
    if (a) throw notFound()
    if (b) throw gone('It has ended.')
    if (c) return reply.errors.not_found()
    if (d) return reply.send(forbidden())
    if (e) throw new ApiError('gone')
    return f ? errors.outOfCredit({ balance: 3 }) : { id: 7 }
  }`)],
  ['what is caught', get('[gone]', 'async () => { try { throw notFound() } catch { return {} } }')],
  ['functions in it', get('[gone]', 'async () => { class A { b () { throw notFound() } } list.map(() => notFound()); return a(function () { throw notFound() }) }')],
  ['what may be anything', get('[gone]', 'async (request, reply) => { if (a) throw error; if (b) throw make(); if (c) return other.thing(); if (d) return this.a(); reply.send(); return; }')],
  ...['[gone, ...others]', 'list', '[gone, some()]', '[gone, 7]', '[gone, kind]'].map((list): [string, string] => [`not all of ${list} is known`, get(list, 'async () => { throw notFound() }')]),
  ['a handler of another file', get('[gone]', 'other.handler')],
  ['a route that declares nothing', `${imports}app.get('/', async () => { throw notFound() })\napp.get('/', { config: {} }, async () => { throw notFound() })\napp.get('/', options, async () => { throw notFound() })`],
  ['functions of another package', "import { notFound } from 'other'\napp.get('/', { config: { conformant: { errors: ['gone'] } } }, async () => { throw notFound() })"],
  ['what a word of RFC 6750 decides', get("['bad_request', 'unauthorized', 'unprocessable']", "async () => a ? unauthorized({ error: 'invalid_request' }) : b ? unauthorized('It has ended.', { error: 'invalid_token' }) : unprocessable({ issues: [] })")]
]

const invalid: Array<[what: string, code: string, kinds: string[]]> = [
  ['thrown, returned, sent', get('[gone]', 'async (request, reply) => { if (a) throw notFound(); if (b) { reply.send(forbidden()) } return errors.outOfCredit() }'), ['not_found', 'forbidden', 'outOfCredit']],
  ['an alias', get('[gone]', 'async () => { throw upstream() }'), ['bad_gateway']],
  ['returned by an arrow, by a branch', get('[]', 'async () => a ? notFound() : b && gone()'), ['not_found', 'gone']],
  ['by the reply, by the class', get('[gone]', "async (request, reply) => { if (a) return reply.errors.conflict(); throw new ApiError('locked') }"), ['conflict', 'locked']],
  ['what catches throws itself', get('[gone]', 'async () => { try { a() } catch { throw notFound() } finally { b() } }'), ['not_found']],
  ['tried without a catch', get('[gone]', 'async () => { try { throw notFound() } finally { b() } }'), ['not_found']],
  ['deep in what decides and repeats', get('[gone]', 'async () => { for (const a of b) { switch (a) { case 1: throw notFound() } } }'), ['not_found']],
  ['what a word of RFC 6750 decides', get("['unauthorized']", "async () => { throw unauthorized({ error: 'insufficient_scope' }) }"), ['forbidden']],
  ['a finding', get('[gone]', 'async () => unprocessable({ issues: [] })'), ['unprocessable']],
  ['a function of the file', `${imports}async function handler () { throw notFound() }\napp.get('/', { config: { conformant: { errors: [gone] } } }, handler)`, ['not_found']],
  ['a constant of the file', `${imports}const handler = async () => { throw notFound() }\napp.post('/', { config: { conformant: { errors: [gone] } } }, handler)`, ['not_found']],
  ['a route in one object', `${imports}app.route({ method: 'GET', url: '/', config: { conformant: { errors: [gone] } }, handler: async () => { throw notFound() } })`, ['not_found']],
  ['a handler that is a method', `${imports}app.route({ method: 'GET', url: '/', config: { conformant: { errors: [gone] } }, async handler () { throw notFound() } })`, ['not_found']],
  ['options and lists of the file', `${imports}const shared = ['gone']\nconst options = { config: { a: 1, ...conformantConfig({ errors: [...shared] }) } }\napp.get('/', options, async () => { throw notFound() })`, ['not_found']],
  ['conformantConfig() alone', `${imports}app.get('/', { config: conformantConfig({ errors: [gone] }) }, async () => { throw notFound() })`, ['not_found']],
  ['errors of the file', `${imports}const own = defineErrors({ a: { status: 400 }, b: { status: 400 } })\napp.get('/', { config: { conformant: { errors: [own.a] } } }, async () => { throw own.b() })\napp.get('/', { config: { conformant: { errors: [] } } }, async () => { throw own.b() })`, ['b', 'b']],
  ['errors that another file has, by the list', get('[other.a]', 'async () => { throw other.b() }'), ['b']],
  ['all of the package', "import * as c from 'fastify-conformant'\napp.get('/', { config: { conformant: { errors: [c.gone] } } }, async () => { if (a) throw c.gone(); if (b) return c.created(); throw c.notFound() })", ['not_found']]
]

const commonjs: Array<[what: string, code: string, kinds: string[]]> = [
  ['require', "const { notFound: missing, gone } = require('fastify-conformant')\napp.get('/', { config: { conformant: { errors: [gone] } } }, async () => { throw missing() })", ['not_found']],
  ['all that is required', "const c = require('fastify-conformant')\napp.get('/', { config: { conformant: { errors: [c.gone] } } }, async () => { throw c.notFound() })", ['not_found']]
]

const typed: Array<[what: string, code: string, kinds: string[]]> = [
  ['as const', get("[errors.a, 'gone'] as const", 'async (request: FastifyRequest): Promise<unknown> => { throw notFound() as Error }'), ['not_found']],
  ['satisfies', get('[gone] satisfies unknown[]', 'async () => notFound()!'), ['not_found']]
]

function run (what: string, languageOptions: Linter.LanguageOptions, good: typeof valid, bad: typeof invalid): void {
  t.test(what, async (t) => {
    const tester = new RuleTester({ languageOptions })
    const test = (cases: Parameters<RuleTester['run']>[2], name: string): void => { t.doesNotThrow(() => tester.run('declared-errors', declaredErrors, cases), name) }
    for (const [name, code] of good) test({ valid: [code], invalid: [] }, name)
    for (const [name, code, kinds] of bad) test({ valid: [], invalid: [{ code, errors: undeclared(...kinds) }] }, name)
  })
}

run('modules', { sourceType: 'module' }, valid, invalid)
run('CommonJS', { sourceType: 'commonjs' }, [], commonjs)
run('TypeScript', typescript, valid, [...invalid, ...typed])

t.test('kinds that are declared elsewhere', async (t) => {
  const code = get('[gone]', 'async () => { if (a) throw errors.shut(); throw notFound() }')
  t.doesNotThrow(() => new RuleTester().run('declared-errors', declaredErrors, {
    valid: [{ code, options: [{ errors: ['not_found', 'shut'] }] }],
    invalid: [{ code, options: [{ errors: ['shut'] }], errors: undeclared('not_found') }]
  }))
})
