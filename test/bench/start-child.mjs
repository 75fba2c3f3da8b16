// One measurement, printed: node --expose-gc start-child.mjs (import|routes|swagger|document|scopes) (bare|package|plugin|options)
import { createRequire } from 'node:module'

const [what, kind] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const count = 500

function cpu (begin) {
  const { user, system } = process.cpuUsage(begin)
  return begin === undefined ? { user, system } : (user + system) / 1000
}

function swagger () {
  return createRequire(new URL('../suites/openapi/', import.meta.url))('@fastify/swagger')
}

async function start (before, then = () => {}) {
  const app = require('fastify')()
  const { conformant } = require('../../.dist/index.cjs')
  const begin = cpu()
  await before(app)
  if (kind !== 'bare') await app.register(conformant)
  for (let at = 0; at < count; at++) {
    app.post(`/things-${at}/:id`, {
      // Routes as they are written: none shares its schema with another one.
      schema: {
        params: { type: 'object', properties: { id: { type: 'integer', minimum: at } } },
        body: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 100 + at }, tags: { type: 'array', items: { type: 'string' } } } },
        response: { 200: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } }
      },
      ...kind === 'options' ? { config: { conformant: { rateLimit: { limit: 10 + at, window: '1m' }, items: 10 + at, documentation: `https://api.example/#${at}` } } } : {}
    }, async ({ body }) => body)
  }
  await app.ready()
  then(app)
  return cpu(begin)
}

const measures = {
  import () {
    const begin = cpu()
    require('fastify')
    if (kind === 'package') require('../../.dist/index.cjs')
    return cpu(begin)
  },

  routes: () => start(() => {}),

  swagger: () => start(app => app.register(swagger(), { openapi: {} })),

  document: () => start(app => app.register(swagger(), { openapi: {} }), app => app.swagger()),

  async scopes () {
    const app = require('fastify')()
    const { conformant } = require('../../.dist/index.cjs')
    await app.register(conformant)
    const heap = () => {
      for (let at = 0; at < 4; at++) globalThis.gc()
      return process.memoryUsage().heapUsed
    }
    const begin = heap()
    for (let at = 0; at < count; at++) {
      app.register(async scope => {
        if (kind === 'plugin') await scope.register(conformant, { items: 10 + at })
      }, { prefix: `/scope-${at}` })
    }
    await app.ready()
    return heap() - begin
  }
}

console.log(await measures[what]())
// What listens or waits does not keep it.
process.exit()
