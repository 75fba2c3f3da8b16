import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { json, noStore, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const fault = said(500, 'Internal Server Error')

type Done = (error: unknown, value?: unknown) => void
interface Head { headers: Record<string, string | undefined> }

/** A strategy that fails where the request asks for it. */
const strategyOf = (deriveConstraint: (request: Head, context: unknown, done: Done) => unknown): object => ({
  name: 'tenant',
  validate: () => true,
  storage: () => {
    const handlers = new Map<unknown, unknown>()
    return { get: (key: unknown) => handlers.get(key) ?? null, set: (key: unknown, handler: unknown) => handlers.set(key, handler) }
  },
  deriveConstraint
})

const sync = strategyOf(({ headers }: Head) => {
  if (headers['x-tenant'] === 'bad') throw new Error('secret')
  return headers['x-tenant']
})
const later = strategyOf(({ headers }, _context, done) => {
  setImmediate(() => headers['x-tenant'] === 'bad' ? done(new Error('secret')) : done(null, headers['x-tenant']))
})

/** With what only its own methods see. */
class Tenants {
  readonly name = 'tenant'
  readonly field = 'x-tenant'
  readonly #valid = true
  readonly #handlers = (): Map<unknown, unknown> => new Map()

  validate (): boolean {
    return this.#valid
  }

  storage (): object {
    const handlers = this.#handlers()
    return { get: (key: unknown) => handlers.get(key) ?? null, set: (key: unknown, handler: unknown) => handlers.set(key, handler) }
  }

  tenantOf ({ headers }: Head): string | undefined {
    if (headers[this.field] === 'bad') throw new Error('secret')
    return headers[this.field]
  }
}

class SyncTenants extends Tenants {
  deriveConstraint (head: Head): string | undefined {
    return this.tenantOf(head)
  }
}

class LaterTenants extends Tenants {
  deriveConstraint (head: Head, _context: unknown, done: Done): void {
    setImmediate(() => {
      let tenant: string | undefined
      try {
        tenant = this.tenantOf(head)
      } catch (error) {
        return done(error)
      }
      done(null, tenant)
    })
  }
}

const strategies = {
  'worked out at once': () => sync,
  'worked out later': () => later,
  'of a class, worked out at once': () => new SyncTenants(),
  'of a class, worked out later': () => new LaterTenants()
}

for (const [title, make] of Object.entries(strategies)) {
  const strategy = make()
  for (const [where, options] of Object.entries({
    'in routerOptions': { routerOptions: { constraints: { tenant: strategy } } },
    // There Fastify itself takes no instance of a class.
    ...(strategy instanceof Tenants ? {} : { 'by the old name': { constraints: { tenant: strategy } } })
  })) {
    t.test(`a constraint ${title}, ${where}`, async (t) => {
      const app = Fastify(serverOptions({
        ...options as object,
        dialect: akeneo(),
        genReqId: ({ headers }: Head) => {
          if (headers['x-fails'] !== undefined) throw new Error('secret')
          return '1'
        }
      } as object)) as FastifyInstance
      await app.register(conformant)
      app.get('/', { constraints: { tenant: 'a' } }, async () => ({ tenant: 'a' }))
      app.get('/', { constraints: { tenant: 'b' } }, async () => ({ tenant: 'b' }))
      const port = await listen(t, app)
      const ask = async (headers: Record<string, string>): Promise<unknown> => await exchange(port, { headers })
      t.strictSame(await ask({ 'x-tenant': 'a' }), success(200, { tenant: 'a' }))
      t.strictSame(await ask({ 'x-tenant': 'b' }), success(200, { tenant: 'b' }))
      t.strictSame(await ask({ 'x-tenant': 'c' }), said(404, "No route found for 'GET /'", noStore), 'that no route meets')
      t.strictSame(await ask({ 'x-tenant': 'bad' }), fault, 'that fails')
      t.strictSame(await ask({ 'x-tenant': 'a', 'x-fails': '1' }), fault, 'and a fault behind it')
    })
  }
}

t.test('what is missing in a constraint Fastify says', async (t) => {
  for (const missing of ['storage', 'deriveConstraint']) {
    const options = { routerOptions: { constraints: { tenant: { ...sync, [missing]: undefined } } } }
    let said: unknown
    try {
      Fastify(options as object)
    } catch (thrown) {
      said = thrown
    }
    t.match(said, { message: new RegExp(missing) })
    t.throws(() => Fastify(serverOptions(options as object)), { message: (said as Error).message })
  }
})
