// What users of node-akeneo-api see of the answers of examples/catalog.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { build } from '../../../examples/catalog/app.ts'
import { listen } from './listen.ts'

interface Outcome { readonly exit: number, readonly result: unknown, readonly logged: readonly string[] }

/**
 * Calls a function of the client in a process of its own: it keeps its token in the module, and ends the process
 * where a GET is not answered with what it looked for.
 *
 * @param call - such as `post("/api/rest/v1/categories", {})`
 * @returns what the call resolved to, and the status and words of what was logged
 */
function run (url: string, call: string, env: Record<string, string> = {}): Promise<Outcome> {
  const script = `
    const client = require('node-akeneo-api')
    const log = (fields, message) => { if (fields.statusCode) process.stderr.write(fields.statusCode + ' ' + message + '\\n') }
    client.setLogger({ debug () {}, info () {}, warn: log, error: log })
    client.${call}.then(result => process.stdout.write(JSON.stringify(result), () => process.exit()))`
  const options = {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      ...process.env,
      AKENEO_BASE_URL: url,
      AKENEO_CLIENT_ID: 'catalog',
      AKENEO_SECRET: 'secret',
      AKENEO_USERNAME: 'admin',
      AKENEO_PASSWORD: 'admin',
      AKENEO_PATCH_LIMIT: '2',
      ...env
    }
  }
  return new Promise(resolve => {
    execFile(process.execPath, ['--eval', script], options, (error, stdout, stderr) => resolve({
      exit: error === null ? 0 : Number(error.code),
      result: stdout === '' ? undefined : JSON.parse(stdout),
      logged: stderr.split('\n').filter(line => line !== '')
    }))
  })
}

const api = '/api/rest/v1'
const categories = [
  { code: 'summer', parent: null, labels: {} },
  { code: 'summer_shoes', parent: 'summer', labels: {} },
  { code: 'autumn', parent: null, labels: {} }
]
const top = {
  uuid: 'f62190e8-8314-4360-8ff8-7dbdb4af6312',
  identifier: 'top',
  enabled: true,
  family: 'clothing',
  categories: ['summer'],
  values: { brand: [{ locale: null, scope: null, data: 'tommy' }] }
}
const julia = { AKENEO_USERNAME: 'julia', AKENEO_PASSWORD: 'julia' }

/** The calls change the catalog: they are made in this order. */
const cases: ReadonlyArray<{ name: string, call: string, env?: Record<string, string>, outcome: Outcome }> = [
  {
    name: 'a list, page by page',
    call: `get('${api}/categories')`,
    outcome: { exit: 0, result: categories, logged: [] }
  },
  {
    name: 'one product',
    call: `get('${api}/products/top')`,
    outcome: { exit: 0, result: [{ ...top, statusCode: 200 }], logged: [] }
  },
  {
    name: 'the options of an attribute',
    call: `get('${api}/attributes/brand/options')`,
    outcome: { exit: 0, result: [{ code: 'tommy', attribute: 'brand', labels: {} }, { code: 'fjord', attribute: 'brand', labels: {} }], logged: [] }
  },
  {
    name: 'an array',
    call: `get('${api}/measurement-families')`,
    outcome: { exit: 0, result: [{ code: 'length', standard_unit_code: 'METER' }], logged: [] }
  },
  {
    name: 'not found: the client gives up',
    call: `get('${api}/categories/master')`,
    outcome: { exit: 99, result: undefined, logged: ['404 Error: Not Found'] }
  },
  {
    name: 'not found, of an update',
    call: `patch('${api}/products/missing', { enabled: false })`,
    outcome: { exit: 0, result: { code: 404, message: "Product 'missing' does not exist.", statusCode: 404 }, logged: ['404 Error: Not Found'] }
  },
  {
    name: 'created',
    call: `post('${api}/categories', { code: 'winter' })`,
    outcome: { exit: 0, result: { statusCode: 201 }, logged: [] }
  },
  {
    name: 'conflict',
    call: `post('${api}/categories', { code: 'winter' })`,
    outcome: { exit: 0, result: { code: 409, message: "Category 'winter' already exists.", statusCode: 409 }, logged: ['409 Error: Conflict'] }
  },
  {
    name: 'validation errors',
    call: `post('${api}/categories', { code: 'x'.repeat(101), labels: 1 })`,
    outcome: {
      exit: 0,
      result: {
        code: 422,
        message: 'Validation failed.',
        errors: [
          { property: 'code', message: 'This value is too long. It should have 100 characters or less.' },
          { property: 'labels', message: 'This value should be of type object.' }
        ],
        statusCode: 422
      },
      logged: ['422 Error: Unprocessable Entity']
    }
  },
  {
    name: 'unknown property',
    call: `patch('${api}/categories/winter', { colour: 'white' })`,
    outcome: {
      exit: 0,
      result: {
        code: 422,
        message: "Property 'colour' does not exist. Check the standard format documentation.",
        _links: { documentation: { href: 'https://docs.akeneo.com/master/reference/standard_format/other_entities.html#category' } },
        statusCode: 422
      },
      logged: ['422 Error: Unprocessable Entity']
    }
  },
  {
    name: 'updated',
    call: `patch('${api}/categories/winter', { labels: { en_US: 'Winter' } })`,
    outcome: { exit: 0, result: { statusCode: 204 }, logged: [] }
  },
  {
    name: 'forbidden',
    call: `post('${api}/categories', { code: 'spring' })`,
    env: julia,
    outcome: {
      exit: 0,
      result: { code: 403, message: 'Access forbidden. You are not allowed to administrate categories.', statusCode: 403 },
      logged: ['403 Error: Forbidden']
    }
  },
  {
    name: 'a wrong password: no token, and so a 401',
    call: `post('${api}/categories', { code: 'spring' })`,
    env: { AKENEO_PASSWORD: 'wrong' },
    outcome: {
      exit: 0,
      result: { code: 401, message: 'Authentication is required', statusCode: 401 },
      logged: ['422 Error: Unprocessable Entity', '401 Error: Unauthorized']
    }
  },
  {
    name: 'a wrong secret',
    call: `patch('${api}/categories/winter', {})`,
    env: { AKENEO_SECRET: 'wrong' },
    outcome: {
      exit: 0,
      result: { code: 401, message: 'Authentication is required', statusCode: 401 },
      logged: ['422 Error: Unprocessable Entity', '401 Error: Unauthorized']
    }
  },
  {
    name: 'deleted, although a body and its type came with it',
    call: `delete_('${api}/products/top', {})`,
    outcome: { exit: 0, result: { statusCode: 204 }, logged: [] }
  },
  {
    name: 'method not allowed',
    call: `delete_('${api}/categories/winter', {})`,
    outcome: {
      exit: 0,
      result: { code: 405, message: "No route found for 'DELETE /api/rest/v1/categories/winter': Method Not Allowed (Allow: GET, PATCH)", statusCode: 405 },
      logged: ['405 Error: Method Not Allowed']
    }
  }
]

t.test('calls', async t => {
  const app = await build()
  const url = await listen(t, async () => app)
  for (const { name, call, env, outcome } of cases) {
    t.same(await run(url, call, env), outcome, name)
    // Each call asks for a token, more often than one client should.
    await app.rateLimits.reset('tokens', '127.0.0.1')
  }
})

t.test('an export writes a file, line by line', async t => {
  const url = await listen(t, build)
  const AKENEO_EXPORT_PATH = t.testdir()
  t.same(await run(url, 'exportCategories()', { AKENEO_EXPORT_PATH }), { exit: 0, result: { status: 'OK' }, logged: [] })
  const lines = readFileSync(join(AKENEO_EXPORT_PATH, 'categories.vac'), 'utf8')
  t.equal(lines, categories.map(category => `${JSON.stringify(category)}\n`).join(''))
})
