// npm run bench:observe: what the log, the counts and the channels cost, in microseconds for one request that is injected.
// -- ANOTHER: the index.cjs of another build, whose numbers stand beside.
import { createRequire } from 'node:module'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { resolve } from 'node:path'
import { Writable } from 'node:stream'
import Fastify from 'fastify'

const require = createRequire(import.meta.url)
const builds = [['here', resolve('.dist/index.cjs')], ...process.argv.slice(2).map(path => ['another', resolve(path)])].map(([name, path]) => ({ name, ...require(path) }))
const times = 4000
const rounds = 9
const channels = ['error', 'refusal', 'limit', 'fault'].map(name => `fastify-conformant:${name}`)
const json = { 'content-type': 'application/json', accept: 'application/json' }
const requests = {
  200: { url: '/', headers: json },
  406: { url: '/', headers: { accept: 'xxx' } },
  '404, thrown': { url: '/none/7', headers: json },
  422: { method: 'POST', url: '/', headers: json, payload: '{"code":7}' },
  500: { url: '/broken', headers: json }
}

let heard = 0
const listen = () => { heard++ }

async function serve ({ conformant, notFound }, isLogged) {
  const stream = new Writable({ write (_chunk, _encoding, done) { done() } })
  const app = Fastify(isLogged ? { logger: { level: 'info', stream }, disableRequestLogging: true } : {})
  await app.register(conformant)
  app.get('/', { config: { conformant: { accept: 'application/json' } } }, async () => ({ hello: 'world' }))
  app.get('/none/:id', async ({ params }) => { throw notFound({ resource: 'Thing', id: params.id }) })
  app.get('/broken', async () => { throw new Error('why') })
  app.post('/', { schema: { body: { type: 'object', properties: { code: { type: 'string' } } } } }, async () => ({}))
  await app.ready()
  return app
}

const ways = []
for (const build of builds) {
  for (const [way, isLogged, isHeard] of [['nobody listens', false, false], ['log', true, false], ['log and channels', true, true]]) {
    if (isHeard && build.name !== 'here') continue
    ways.push({ name: `${build.name}, ${way}`, app: await serve(build, isLogged), isHeard, least: {} })
  }
}

// In turns, as machines are not always as fast: the least of all rounds is what it costs.
for (let round = 0; round < rounds; round++) {
  for (const { app, isHeard, least } of ways) {
    if (isHeard) for (const name of channels) subscribe(name, listen)
    for (const [name, request] of Object.entries(requests)) {
      const start = process.hrtime.bigint()
      for (let time = 0; time < times / rounds; time++) await app.inject(request)
      const cost = Number(process.hrtime.bigint() - start) / 1000 / (times / rounds)
      least[name] = Math.min(least[name] ?? Infinity, cost)
    }
    if (isHeard) for (const name of channels) unsubscribe(name, listen)
  }
}

console.log(`node ${process.version}, microseconds for one request, the least of ${rounds} rounds; ${heard} messages were heard\n`)
console.log(`| | ${Object.keys(requests).join(' | ')} |`)
console.log(`|---|${'---|'.repeat(Object.keys(requests).length)}`)
for (const { name, least } of ways) console.log(`| ${name} | ${Object.values(least).map(cost => cost.toFixed(1)).join(' | ')} |`)
