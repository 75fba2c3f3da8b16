import { existsSync, readFileSync, readdirSync } from 'node:fs'
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import * as api from '../lib/index.ts'
import { catalog, kinds } from '../lib/errors/catalog.ts'
import { gateOrder, gates } from '../lib/plugin/gates.ts'
import { defaults, resolveOptions } from '../lib/plugin/options.ts'
import { anchorOf, headingsOf, pages as docPages } from './helpers/pages.ts'

function page (name: string): string {
  return readFileSync(new URL(`../docs/${name}.md`, import.meta.url), 'utf8')
}

function rows (text: string): string[][] {
  return text.split('\n').filter(line => line.startsWith('| `')).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
}

t.test('the table of kinds and the catalog agree, both ways', async t => {
  const errors = page('errors')
  const table = errors.slice(errors.indexOf('<!-- kinds -->'), errors.indexOf('<!-- /kinds -->'))
  const documented = rows(table).map(([kind, status, phrase, meaning]) => [kind, status, phrase, meaning])
  const known = kinds.map(kind => {
    const { status, phrase, meaning } = catalog[kind]
    return [`\`${kind}\``, String(status), phrase, meaning]
  })
  t.strictSame(documented, known)
})

t.test('the table of gates stands in the order of the gates', async t => {
  const documented = rows(page('gates'))
  t.strictSame(documented.map(([gate]) => gate), gateOrder.map(({ gate }) => `\`${gate}\``))
  for (const [at, { gate, status }] of gateOrder.entries()) {
    const [, ofRoute, , statuses = ''] = documented[at] as string[]
    t.equal(ofRoute === 'yes', !('level' in gates[gate]), `${gate}: whether routes may say something`)
    for (const one of status) t.match(statuses, String(one), `${gate}: ${one}`)
  }
})

t.test('every status that a document lists is there, with a test of it', async t => {
  const listed = (document: string, row: RegExp): string[] =>
    [...readFileSync(new URL(`fixtures/documents/${document}.md`, import.meta.url), 'utf8').matchAll(row)].map(([, status]) => status as string)
  const akeneo = listed('akeneo-response-codes', /^### (\d{3}) /gm)
  const gitlab = listed('gitlab-rest-api-troubleshooting', /^\| `(\d{3}) /gm)
  const expected = [...new Set([...akeneo, ...gitlab])].sort().map(status => [`\`${status}\``, akeneo.includes(status) ? 'yes' : '', gitlab.includes(status) ? 'yes' : ''])
  const table = rows(page('documents'))
  t.strictSame(table.map(row => row.slice(0, 3)), expected)
  for (const [status = '', , , link = ''] of table) {
    const file = /\]\((.*)\)$/.exec(link)?.[1] as string
    t.match(readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8'), status.slice(1, -1), `${file} has ${status}`)
  }
})

t.test('every named constructor that is documented is exported, and the other way round', async t => {
  const list = /^`badRequest`[^;]*/m.exec(page('errors'))?.[0] ?? ''
  const named = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()
  const made = Object.entries(api)
    // `normalize` answers an ApiError to everything, but it is no constructor.
    .filter(([name, value]) => typeof value === 'function' && value !== api.default && name !== 'normalize')
    .map(([name]) => name)
    .filter(name => named.includes(name) || api.ApiError.is(attempt(name)))
    .sort()
  t.strictSame(made, named)
})

/** What a function of the package answers to a message, so that a constructor tells itself. */
function attempt (name: string): unknown {
  try {
    return (api as unknown as Record<string, (message: unknown) => unknown>)[name]?.(name === 'methodNotAllowed' ? ['GET'] : 'a message')
  } catch {
    return undefined
  }
}

t.test('every option stands in one table: that of the gates, or that of all others', async t => {
  const text = page('options')
  const table = text.slice(text.indexOf('<!-- options -->'), text.indexOf('<!-- /options -->'))
  const documented = rows(table).map(([option, ofRoute]) => [option?.slice(1, -1), ofRoute === 'yes'])
  const names = Object.keys(defaults).filter(name => name !== 'reports' && !Object.hasOwn(gates, name))
  t.same(documented.map(([name]) => name).sort(), names.sort())
  for (const [name, ofRoute] of documented) {
    const isTaken = (): void => { resolveOptions(defaults, { [name as string]: undefined }, 'GET /') }
    if (ofRoute === true) t.doesNotThrow(isTaken, `${String(name)} of a route`)
    else t.throws(isTaken, { name: 'TypeError' }, `${String(name)} of a route`)
  }
  const mentioned = [...text.slice(text.indexOf('## Gates'), text.indexOf('## Everything else')).matchAll(/`(\w+)`/g)].map(([, name]) => name as string).filter(name => Object.hasOwn(gates, name))
  t.same(mentioned, Object.keys(gates), 'gates are named in their order')
})

t.test('each page is named after a question, and begins with a table of its contents', async t => {
  for (const { file, text } of docPages) {
    if (!file.startsWith('docs/')) continue
    const [title, ...others] = headingsOf(text)
    t.ok(title?.level === 1 && title.text.endsWith('?'), `${file} asks a question`)
    const contents = /^\*\*On this page\*\*: (.*)$/m.exec(text)?.[1] ?? ''
    const wanted = others.filter(({ level }) => level === 2).map(({ text }) => `[${text.replaceAll('`', '')}](#${anchorOf(text)})`)
    t.equal(contents.replaceAll('`', ''), wanted.join(' · '), `${file}: contents`)
  }
})

t.test('links to headings lead to a heading', async t => {
  const anchors = new Map(docPages.map(({ file, text }) => [new URL(`../${file}`, import.meta.url).href, headingsOf(text).map(({ text }) => anchorOf(text))]))
  for (const { file, text } of docPages) {
    const from = new URL(`../${file}`, import.meta.url)
    for (const [, target = ''] of text.replace(/```[^]*?```/g, '').matchAll(/\]\(([^)\s]*#[^)\s]+)\)/g)) {
      if (target.startsWith('http')) continue
      const { href, hash } = new URL(target, from)
      t.ok(anchors.get(href.slice(0, -hash.length))?.includes(decodeURIComponent(hash.slice(1))), `${file}: ${target}`)
    }
  }
})

t.test('the index names every page with its question, and has an answer to what readers want, in one step', async t => {
  const index = page('README')
  for (const { file, text } of docPages) {
    if (!file.startsWith('docs/') || file === 'docs/README.md') continue
    t.ok(index.includes(`](${file.slice(5)}): ${headingsOf(text)[0]?.text}`), file)
  }
  const wishes = index.slice(index.indexOf('## I want'), index.indexOf('## Start')).split('\n').filter(line => line.startsWith('| ')).slice(1)
  t.ok(wishes.length >= 10)
  for (const wish of wishes) t.match(wish, /\]\([\w-]+\.md(?:#[\w-]+)?\) \|$/, wish)
})

t.test('README: before and after', async t => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [before, after] = [...readme.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']) => JSON.parse(text))
  for (const [shown, plugins] of [[before, []], [after, [api.default]]] as const) {
    const app = Fastify()
    for (const plugin of plugins) await app.register(plugin)
    app.post('/', { schema: { body: { type: 'object', properties: { code: { type: 'string', minLength: 1 } }, additionalProperties: false } } }, async () => 'ok')
    // Fastify, too, orders the members of what it sends.
    t.same((await app.inject({ method: 'POST', url: '/', payload: { code: '', colour: 'white' } })).json(), shown)
  }
})

t.test('README: what an error looks like in each dialect', async t => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const table = readme.slice(readme.indexOf('<!-- dialects -->'), readme.indexOf('<!-- /dialects -->'))
  const [header = [], ...lines] = table.split('\n').filter(line => line.startsWith('| ')).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
  const requests = [{ url: '/categories/master' }, { method: 'POST', url: '/categories', payload: { code: '', position: 'first' } }, { url: '/report' }] as const
  t.equal(lines.length, requests.length)
  const dialects = { '`problem()`': api.problem(), '`akeneo()`': api.akeneo(), '`gitlab()`': api.gitlab() }
  t.same(header.slice(1), Object.keys(dialects))
  for (const [column, dialect] of Object.values(dialects).entries()) {
    const app = Fastify()
    await app.register(api.default, { dialect })
    api.typed(app).get('/categories/:code', { schema: { params: Type.Object({ code: Type.String() }) } }, async ({ params }) => { throw api.notFound({ resource: 'Category', id: params.code }) })
    app.post('/categories', { schema: { body: Type.Object({ code: Type.String({ minLength: 1 }), position: Type.Integer() }) } }, async () => 'ok')
    app.get('/report', { config: { conformant: { rateLimit: { limit: 1, window: '1m' } } } }, async () => 'ok')
    await app.inject('/report')
    for (const [row, request] of requests.entries()) {
      const { statusCode, body } = await app.inject(request)
      t.equal(lines[row]?.[column + 1], `${statusCode} \`${body}\``)
    }
  }
})

t.test('README is short: it is in the tarball', async t => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  t.ok(readme.split('\n').length <= 300)
  t.ok(readme.length <= 14_000, `${readme.length}`)
})

t.test('what pages lead to is there, and every page is led to', async t => {
  const root = new URL('../', import.meta.url)
  const pages = readdirSync(new URL('docs/', root)).map(name => `docs/${name}`)
  const led = new Set<string>()
  for (const from of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pages]) {
    const text = readFileSync(new URL(from, root), 'utf8').replace(/```[^]*?```/g, '')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(?:https?:|#)/.test(target)) continue
      const url = new URL(target.replace(/#.*/, ''), new URL(from, root))
      led.add(url.href)
      t.ok(existsSync(url), `${from}: ${target}`)
    }
  }
  for (const name of pages) t.ok(led.has(new URL(name, root).href), name)
})
