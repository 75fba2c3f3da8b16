// Two applications that work, before and after this plugin: what they answer to the same requests, and that the page shows what has changed in them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { expectDocumented } from '../../lib/check/index.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

// @fastify/autoload does not know by itself who reads TypeScript here.
process.env['FASTIFY_AUTOLOAD_TYPESCRIPT'] = '1'

const root = join(import.meta.dirname, '../..')
const moments = ['before', 'after'] as const

type Said = readonly [status: number, body: string, allow?: string]

interface Case {
  readonly name: string
  readonly request: Sent
  /** With the cookie of somebody who has signed in. */
  readonly signedIn?: true
  readonly before: Said
  /** What stands in before, where nothing is said. */
  readonly after?: Said
  readonly challenge?: string
}

const html = { accept: 'text/html' }
const get = (path: string, headers = {}): Sent => ({ path, headers })
const post = (path: string, json?: unknown): Sent => ({ method: 'POST', path, json })
const broken = (path: string): Sent => ({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: '{' })
const graphql = (query: string): Sent => post('/graphql', { query })
const picture = (bytes: string, end = '--x--\r\n'): Sent => ({
  method: 'PUT',
  path: '/api/products/boots/picture',
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
  body: `--x\r\nContent-Disposition: form-data; name="picture"; filename="boots.png"\r\nContent-Type: image/png\r\n\r\n${bytes}\r\n${end}`
})
const page = (title: string): string => `<!doctype html><title>${title}</title><h1>${title}</h1><a href="/">Back to the shop</a>`

/** A problem of the shop, or, with the name of its type, of the orders. */
function problem (status: number, title: string, rest: object, type?: string): string {
  return JSON.stringify({ type: type === undefined ? 'about:blank' : `https://orders.example/problems/${type}`, title, status, ...rest })
}

const boots = '{"sku":"boots","name":"Boots","price":12000,"stock":3}'

const shop: readonly Case[] = [
  { name: 'a page', request: get('/', html), before: [200, '<h1>Shop</h1><ul><li>Boots</li><li>Scarf</li></ul>'] },
  { name: 'a product', request: get('/api/products/boots'), before: [200, boots] },
  { name: 'an upload', request: picture('png'), before: [200, '{"sku":"boots","name":"Boots","price":12000,"stock":3,"picture":3}'] },
  { name: 'an item into the cart', request: post('/api/cart', { sku: 'boots', amount: 2 }), signedIn: true, before: [201, '{"sku":"boots","amount":2,"price":24000}'] },
  { name: 'the cart of a session', request: get('/api/cart'), signedIn: true, before: [200, '{"customer":"Ann","items":{"boots":2}}'] },
  { name: 'an unknown page', request: get('/hats', html), before: [404, page('This page is not here')] },
  { name: 'a page that fails', request: get('/sale', html), before: [500, page('Something went wrong')] },
  {
    name: 'an unknown URL of the API',
    request: get('/api/hats'),
    before: [404, '{"error":"GET /api/hats is not here"}'],
    after: [404, problem(404, 'Not Found', { detail: 'The resource does not exist.' })]
  },
  {
    name: 'an unknown product',
    request: get('/api/products/hat'),
    before: [404, '{"error":"There is no product hat."}'],
    after: [404, problem(404, 'Not Found', { detail: 'There is no product hat.' })]
  },
  {
    name: 'a method that is not there',
    request: { method: 'DELETE', path: '/api/products/boots' },
    before: [404, '{"error":"DELETE /api/products/boots is not here"}'],
    after: [405, problem(405, 'Method Not Allowed', { detail: 'DELETE is not supported at /api/products/boots. Supported: GET.' }), 'GET, HEAD']
  },
  {
    name: 'a method that a page has not',
    request: { method: 'POST', path: '/', headers: html },
    before: [404, page('This page is not here')],
    after: [405, problem(405, 'Method Not Allowed', { detail: 'POST is not supported at /. Supported: GET.' }), 'GET, HEAD']
  },
  {
    name: 'what the schema refuses',
    request: post('/api/session', { customer: 'A' }),
    before: [400, '{"error":"invalid","fields":["/customer must NOT have fewer than 2 characters"]}'],
    after: [422, problem(422, 'Unprocessable Content', { detail: 'Validation failed.', errors: [{ detail: 'must have at least 2 characters', pointer: '#/customer' }] })]
  },
  {
    name: 'a property that nobody knows',
    request: post('/api/session', { customer: 'Ann', admin: true }),
    before: [201, '{"customer":"Ann"}'],
    after: [422, problem(422, 'Unprocessable Content', { detail: 'Validation failed.', errors: [{ detail: 'is not a known property', pointer: '#/admin' }] })]
  },
  {
    name: 'broken JSON',
    request: broken('/api/session'),
    before: [400, '{"error":"no JSON"}'],
    after: [400, problem(400, 'Bad Request', { detail: 'The request body is not valid JSON.' })]
  },
  {
    name: 'an upload that breaks off',
    request: picture('png', ''),
    before: [500, '{"error":"Something went wrong"}'],
    after: [400, problem(400, 'Bad Request', { detail: 'The request cannot be understood.' })]
  },
  {
    name: 'an upload that is too large',
    request: picture('x'.repeat(1001)),
    before: [413, '{"error":"The picture is too large."}'],
    after: [413, problem(413, 'Content Too Large', { detail: 'The request body is too large.' })]
  },
  {
    name: 'no session',
    request: get('/api/cart'),
    before: [401, '{"error":"Sign in first."}'],
    after: [401, problem(401, 'Unauthorized', { detail: 'Sign in first.' })],
    challenge: 'Bearer realm="api"'
  },
  {
    name: 'more than is there',
    request: post('/api/cart', { sku: 'scarf', amount: 1 }),
    signedIn: true,
    before: [409, '{"error":"Out of stock: scarf"}'],
    after: [409, problem(409, 'Conflict', { detail: 'Out of stock: scarf' })]
  },
  {
    name: 'an unexpected error',
    request: get('/api/discounts/summer'),
    before: [500, '{"error":"Something went wrong"}'],
    after: [500, problem(500, 'Internal Server Error', {})]
  },
  {
    name: 'a URL that is none',
    request: get('/api/%zz'),
    before: [400, '{"error":"Bad Request","code":"FST_ERR_BAD_URL","message":"\'/api/%zz\' is not a valid url component","statusCode":400}'],
    after: [400, problem(400, 'Bad Request', { detail: 'The URL is not valid.' })]
  }
]

const orders: readonly Case[] = [
  { name: 'an order', request: post('/orders', { product: 'scarf', amount: 2 }), before: [201, '{"id":"2","product":"scarf","amount":2,"state":"placed"}'] },
  { name: 'its shipment', request: post('/orders/2/shipment'), before: [200, '{"id":"2","product":"scarf","amount":2,"state":"shipped"}'] },
  { name: 'the order, read', request: get('/orders/2'), before: [200, '{"id":"2","product":"scarf","amount":2,"state":"shipped"}'] },
  { name: 'a query', request: graphql('{ order(id: "1") { product state } }'), before: [200, '{"data":{"order":{"product":"boots","state":"shipped"}}}'] },
  { name: 'a mutation', request: graphql('mutation { placeOrder(product: "hat", amount: 1) { id state } }'), before: [200, '{"data":{"placeOrder":{"id":"3","state":"placed"}}}'] },
  {
    name: 'a query that the domain refuses',
    request: graphql('{ order(id: "9") { product } }'),
    before: [200, '{"data":{"order":null},"errors":[{"message":"There is no order 9.","path":["order"],"extensions":{"code":"OrderNotFound"}}]}']
  },
  {
    name: 'a mutation that the domain refuses',
    request: graphql('mutation { shipOrder(id: "1") { state } }'),
    before: [200, '{"data":{"shipOrder":null},"errors":[{"message":"The order 1 has been shipped.","path":["shipOrder"],"extensions":{"code":"AlreadyShipped"}}]}']
  },
  { name: 'a query that fails', request: graphql('{ count }'), before: [200, '{"data":{"count":null},"errors":[{"message":"Something went wrong","path":["count"]}]}'] },
  {
    name: 'a query for what is not there',
    request: graphql('{ none }'),
    before: [400, '{"data":null,"errors":[{"message":"Cannot query field \\"none\\" on type \\"Query\\".","locations":[{"line":1,"column":3}]}]}']
  },
  {
    name: 'broken JSON for GraphQL',
    request: broken('/graphql'),
    before: [400, '{"data":null,"errors":[{"message":"Body is not valid JSON but content-type is set to \'application/json\'"}]}']
  },
  {
    name: 'a type that GraphQL does not read',
    request: { method: 'POST', path: '/graphql', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
    before: [415, '{"data":null,"errors":[{"message":"Unsupported Media Type"}]}']
  },
  {
    name: 'an unknown order',
    request: get('/orders/9'),
    before: [404, '{"code":"OrderNotFound","message":"There is no order 9."}'],
    after: [404, problem(404, 'Not Found', { detail: "Order '9' does not exist.", code: 'OrderNotFound' }, 'not_found')]
  },
  {
    name: 'an order that has been shipped',
    request: post('/orders/1/shipment'),
    before: [409, '{"code":"AlreadyShipped","message":"The order 1 has been shipped."}'],
    after: [409, problem(409, 'Conflict', { detail: 'The order 1 has been shipped.', code: 'AlreadyShipped' }, 'conflict')]
  },
  {
    name: 'an order of too much',
    request: post('/orders', { product: 'scarf', amount: 101 }),
    before: [422, '{"code":"TooMuch","message":"Nobody may order more than 100."}'],
    after: [422, problem(422, 'Unprocessable Content', { detail: 'Nobody may order more than 100.', code: 'TooMuch' }, 'unprocessable')]
  },
  {
    name: 'two mistakes',
    request: post('/orders', { product: '', amount: 0 }),
    before: [400, '{"code":"Invalid","message":"body/product must NOT have fewer than 1 characters"}'],
    after: [422, problem(422, 'Unprocessable Content', {
      detail: 'Validation failed.',
      errors: [{ detail: 'must not be empty', pointer: '#/product' }, { detail: 'must be 1 or more', pointer: '#/amount' }]
    }, 'validation_failed')]
  },
  {
    name: 'a text for a number',
    request: post('/orders', { product: 'scarf', amount: '2' }),
    before: [201, '{"id":"4","product":"scarf","amount":2,"state":"placed"}'],
    after: [422, problem(422, 'Unprocessable Content', { detail: 'Validation failed.', errors: [{ detail: 'must be of type integer', pointer: '#/amount' }] }, 'validation_failed')]
  },
  {
    name: 'an Accept that allows no JSON',
    request: get('/orders/2', html),
    before: [200, '{"id":"2","product":"scarf","amount":2,"state":"shipped"}'],
    after: [406, problem(406, 'Not Acceptable', { detail: "The Accept header 'text/html' allows nothing that can be sent. Available: application/json." }, 'not_acceptable')]
  },
  {
    name: 'an unknown URL',
    request: get('/nothing'),
    before: [404, '{"code":"NotFound","message":"There is no GET /nothing"}'],
    after: [404, problem(404, 'Not Found', { detail: 'There is nothing at /nothing.' }, 'route_not_found')]
  },
  {
    name: 'a method that GraphQL has not',
    request: { method: 'PUT', path: '/graphql' },
    before: [404, '{"code":"NotFound","message":"There is no PUT /graphql"}'],
    after: [405, problem(405, 'Method Not Allowed', { detail: 'PUT is not supported at /graphql. Supported: GET, POST.' }, 'method_not_allowed'), 'GET, HEAD, POST']
  },
  {
    name: 'an unexpected error',
    request: get('/orders'),
    before: [500, '{"code":"Internal","message":"Something went wrong"}'],
    after: [500, problem(500, 'Internal Server Error', {}, 'internal')]
  }
]

/** What the document of an application does not know that has but been given the plugin: its own errors, and its own forms of them. */
const saidNowhere = {
  shop: ['GET /api/cart 401 status', 'GET /api/products/{sku} 404 status', 'GET /sale 500 media type', 'POST /api/cart 409 status'],
  orders: ['GET /orders/{id} 404 status', 'POST /graphql 400 media type', 'POST /graphql 415 media type', 'POST /orders 422 kind', 'POST /orders 422 schema', 'POST /orders/{id}/shipment 409 status']
}

for (const [name, cases] of Object.entries({ shop, orders })) {
  for (const moment of moments) {
    t.test(`${name}, ${moment}`, async t => {
      const { build } = await import(join(root, `examples/existing/${name}/${moment}.ts`)) as { build: () => Promise<FastifyInstance> }
      const app = await build()
      const undocumented = new Set<string>()
      if (moment === 'after') {
        expectDocumented(app, {
          allow ({ operation, status, rule }) {
            undocumented.add(`${operation} ${status} ${rule}`)
            return true
          }
        })
      }
      const port = await listen(t, app)
      // They change what is there: they are sent in this order.
      let cookie = name === 'shop' ? await signIn(port) : undefined
      for (const { name, request, signedIn, challenge, ...said } of cases) {
        const sent = signedIn === undefined ? request : { ...request, headers: { ...request.headers, cookie } }
        const answer = await exchange(port, sent)
        const [status, body, allow] = said[moment] ?? said.before
        t.strictSame([answer.status, answer.body, answer.headers['allow']], [status, body, allow], name)
        t.equal(answer.headers['www-authenticate'], moment === 'after' ? challenge : undefined, `${name}: challenge`)
        if (signedIn !== undefined) cookie = cookieOf(answer.headers) ?? cookie
      }
      t.strictSame([...undocumented].sort(), moment === 'after' ? saidNowhere[name as keyof typeof saidNowhere] : [], 'what its handlers answer by themselves no document can know')
    })
  }

  t.test(`${name}: the page shows what differs, to the line`, async t => {
    const [before, after] = moments.map(moment => readFileSync(join(root, `examples/existing/${name}/${moment}.ts`), 'utf8').split('\n')) as [string[], string[]]
    const shown = readFileSync(join(root, 'docs/existing.md'), 'utf8')
    const block = new RegExp(`\`\`\`diff\n--- examples/existing/${name}/before\\.ts\n\\+\\+\\+ examples/existing/${name}/after\\.ts\n([^]*?)\n\`\`\``).exec(shown)
    t.strictSame(patched(t, before, block?.[1]?.split('\n') ?? []), after)
  })
}

async function signIn (port: number): Promise<string> {
  const { headers } = await exchange(port, post('/api/session', { customer: 'Ann' }))
  return cookieOf(headers) ?? ''
}

function cookieOf (headers: Answer['headers']): string | undefined {
  return [headers['set-cookie']].flat()[0]?.split(';')[0]
}

/** The lines behind the change, each hunk of which has to fit to the lines before it. */
function patched (t: Test, before: readonly string[], diff: readonly string[]): string[] {
  const lines: string[] = []
  let at = 0
  for (const line of diff) {
    const start = /^@@ -(\d+)/.exec(line)?.[1]
    if (start !== undefined) {
      lines.push(...before.slice(at, Number(start) - 1))
      at = Number(start) - 1
      continue
    }
    const text = line.slice(1)
    if (!line.startsWith('+')) t.equal(before[at++], text)
    if (!line.startsWith('-')) lines.push(text)
  }
  return [...lines, ...before.slice(at)]
}
