import { existsSync, readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import * as api from '../lib/index.ts'
import { catalog, kinds } from '../lib/errors/catalog.ts'
import { gateOrder, gates } from '../lib/plugin/gates.ts'

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
