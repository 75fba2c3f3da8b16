// Whoever validates: what was sent is answered with the same bytes, but where a validator does not say enough.
import { existsSync } from 'node:fs'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import conformant from '../../../lib/index.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { bodies, dialects, kinds, statuses, type Finding, type Words } from './table.ts'

/** `lacks`: what its schema has not; `says`: what it says where it does not say enough for a dialect. */
interface Validated { readonly body: object, readonly query?: object, readonly server?: object, readonly compiler?: never, readonly lacks?: readonly string[], readonly says?: Readonly<Record<string, Words>> }

const isInstalled = existsSync(new URL('node_modules/zod/package.json', import.meta.url))
if (!isInstalled && process.env.CI === 'true') throw new Error('npm ci --prefix test/suites/validators: the validators are not installed')

const { validators } = isInstalled ? await import(new URL('validators.mjs', import.meta.url).href) as { validators: Record<string, Validated> } : { validators: {} }

t.test('validators of other people', { skip: isInstalled ? false : 'their packages are not installed: npm ci --prefix test/suites/validators' }, async (t) => {
  t.ok(Object.keys(validators).length > 20)
  for (const [name, validated] of Object.entries(validators)) {
    await t.test(name, async (t) => {
      for (const [dialectName, dialect] of Object.entries(dialects)) await ask(t, dialectName as keyof typeof bodies, dialect, validated)
    })
  }
})

async function ask (t: Test, name: keyof typeof bodies, dialect: (typeof dialects)[string], { body, query, server = {}, compiler, lacks = [], says = {} }: Validated): Promise<void> {
  const app = Fastify(server)
  // What their own schemas say of unknown properties is asked for here.
  await app.register(conformant, { dialect, unknownProperties: false })
  if (compiler !== undefined) app.setValidatorCompiler(compiler)
  const got: unknown[] = []
  app.post('/', { schema: { body } }, async (request) => { got.push(request.body); return {} })
  if (query !== undefined) app.get('/', { schema: { querystring: query } }, async (request) => { got.push(request.query); return {} })
  const port = await listen(t, app)
  for (const [kind, { body, query: asked, found }] of Object.entries(kinds)) {
    if (lacks.some(lacking => kind === lacking || kind.startsWith(`${lacking} `)) || (asked !== undefined && query === undefined)) continue
    const answer = await exchange(port, asked === undefined ? { method: 'POST', path: '/', json: body } : `GET /${asked}`)
    const [path] = found[0] as Finding
    const expected = bodies[name](says[kind] === undefined ? found : [[path, says[kind]], ...found.slice(1)], asked !== undefined)
    t.strictSame([answer.status, answer.body], [statuses[name], JSON.stringify(expected)], `${name}: ${kind}`)
  }
  t.strictSame(got, [], 'no handler was called')
  t.match(await exchange(port, { method: 'POST', path: '/', json: { name: 'abc' } }), { status: 200 }, name)
}
