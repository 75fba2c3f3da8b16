// What the catalog answers beyond the samples of the document.
import t from 'tap'
import { build } from '../../examples/catalog/app.ts'
import '../helpers/documented.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'

const api = '/api/rest/v1'
const headers = { authorization: 'Bearer admin-token' }
const basic = (client: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(client).toString('base64')}` })
const form = (body: string, client = 'catalog:secret'): Sent =>
  ({ method: 'POST', path: '/api/oauth/v1/token', body, headers: { ...basic(client), 'content-type': 'application/x-www-form-urlencoded' } })
const send = (method: string, path: string, json?: unknown): Sent =>
  ({ method, path: api + path, headers, ...(json === undefined ? {} : { json }) })

/** They change the catalog: they are sent in this order. */
const cases: ReadonlyArray<{ name: string, request: Sent, status: number, body: string }> = [
  {
    name: 'a token for a wrong password; this route has no documentation to link to',
    request: form('grant_type=password&username=admin&password=wrong'),
    status: 422,
    body: '{"code":422,"message":"No user found for the given username and password"}'
  },
  {
    name: 'a token for an unknown client',
    request: form('grant_type=password&username=admin&password=admin', 'catalog:wrong'),
    status: 422,
    body: '{"code":422,"message":"Parameter \\"client_id\\" is missing or does not match any client, or secret is invalid"}'
  },
  {
    name: 'a token for another grant',
    request: form('grant_type=implicit&username=admin&password=admin'),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"grant_type","message":"The value you selected is not a valid choice."}]}'
  },
  {
    name: 'a token, asked for in a type that the route does not take',
    request: { ...form('{}'), headers: { 'content-type': 'text/plain' } },
    status: 415,
    body: '{"code":415,"message":"\'text/plain\' in \'Content-type\' header is not valid.  Only \'application/json\' or \'application/x-www-form-urlencoded\' are allowed."}'
  },
  {
    name: 'more than a page may hold',
    request: send('GET', '/categories?limit=101'),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"limit","message":"This value should be 100 or less."}]}'
  },
  {
    name: 'a parent that is not there',
    request: send('POST', '/categories', { code: 'winter', parent: 'missing' }),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"parent","message":"The parent category \'missing\' does not exist."}]}'
  },
  {
    name: 'another code in the body than in the URL',
    request: send('PATCH', '/categories/summer', { code: 'winter' }),
    status: 422,
    body: '{"code":422,"message":"The code \'winter\' in the body must be the code \'summer\' in the URL. Check the expected format on the API documentation.","_links":{"documentation":{"href":"http://api.akeneo.com/api-reference.html#patch_categories__code_"}}}'
  },
  { name: 'an update that creates', request: send('PATCH', '/categories/winter', {}), status: 201, body: '' },
  { name: 'an option', request: send('POST', '/attributes/brand/options', { code: 'tommh' }), status: 201, body: '' },
  { name: 'the option', request: send('GET', '/attributes/brand/options/tommh'), status: 200, body: '{"code":"tommh","attribute":"brand"}' },
  {
    name: 'an option of an unknown attribute',
    request: send('GET', '/attributes/colour/options'),
    status: 404,
    body: '{"code":404,"message":"Attribute \'colour\' does not exist."}'
  },
  {
    name: 'an unknown option',
    request: send('GET', '/attributes/name/options/tommh'),
    status: 404,
    body: '{"code":404,"message":"Attribute option \'tommh\' does not exist."}'
  },
  {
    name: 'an unknown attribute of a product',
    request: send('PATCH', '/products/top', { values: { colour: [] } }),
    status: 422,
    body: '{"code":422,"message":"The colour attribute does not exist in your PIM. Check the expected format on the API documentation.","_links":{"documentation":{"href":"http://api.akeneo.com/api-reference.html#patch_products__code_"}}}'
  },
  {
    name: 'an unknown property of a product',
    request: send('POST', '/products-uuid', { colour: 'white' }),
    status: 422,
    body: '{"code":422,"message":"Property \'colour\' does not exist. Check the standard format documentation.","_links":{"documentation":{"href":"https://docs.akeneo.com/master/reference/standard_format/products.html"}}}'
  },
  {
    name: 'all values that are no option',
    request: send('POST', '/products', {
      identifier: 'shirt',
      values: { brand: [{ locale: 'en_US', scope: null, data: 'a' }, { locale: null, scope: 'print', data: 'b' }], name: [{ locale: null, scope: null, data: 'Shirt' }] }
    }),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"values","message":"The a value is not in the brand attribute option list.","attribute":"brand","locale":"en_US","scope":null},{"property":"values","message":"The b value is not in the brand attribute option list.","attribute":"brand","locale":null,"scope":"print"}]}'
  },
  {
    name: 'a product without an identifier',
    request: send('POST', '/products', { enabled: true }),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"identifier","message":"This value should not be blank."}]}'
  },
  {
    name: 'a UUID that is none',
    request: send('POST', '/products-uuid', { uuid: 'x' }),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"uuid","message":"This is not a valid UUID."}]}'
  },
  {
    name: 'a UUID that is taken',
    request: send('POST', '/products-uuid', { uuid: 'f62190e8-8314-4360-8ff8-7dbdb4af6312' }),
    status: 409,
    body: '{"code":409,"message":"Product \'f62190e8-8314-4360-8ff8-7dbdb4af6312\' already exists."}'
  },
  {
    name: 'an array of resources',
    request: send('PATCH', '/measurement-families', [{ code: 'length', standard_unit_code: 'FOOT' }, { code: 'weight', standard_unit_code: 'GRAM' }]),
    status: 200,
    body: '[{"code":"length","status_code":204},{"code":"weight","status_code":201}]'
  },
  {
    name: 'an array with mistakes',
    request: send('PATCH', '/measurement-families', [{ code: 'length' }, { standard_unit_code: '' }]),
    status: 422,
    body: '{"code":422,"message":"Validation failed.","errors":[{"property":"[0].standard_unit_code","message":"This value should not be blank."},{"property":"[1].code","message":"This value should not be blank."},{"property":"[1].standard_unit_code","message":"This value should not be blank."}]}'
  }
]

t.test('answers', async t => {
  const port = await listen(t, await build())
  for (const { name, request, status, body } of cases) {
    const answer = await exchange(port, request)
    t.same({ status: answer.status, body: answer.body }, { status, body }, name)
  }
})

t.test('a token opens what it should', async t => {
  const port = await listen(t, await build())
  for (const request of [
    form('grant_type=password&username=julia&password=julia'),
    { method: 'POST', path: '/api/oauth/v1/token', headers: basic('catalog:secret'), json: { grant_type: 'password', username: 'julia', password: 'julia' } }
  ]) {
    const { status, body } = await exchange(port, request)
    const { access_token: token, ...rest } = JSON.parse(body)
    t.same({ status, rest }, { status: 200, rest: { expires_in: 3600, token_type: 'bearer', scope: null } })
    const bearer = { authorization: `Bearer ${token}` }
    t.equal((await exchange(port, { path: `${api}/categories`, headers: bearer })).status, 200)
    t.equal((await exchange(port, { method: 'POST', path: `${api}/categories`, headers: bearer, json: {} })).status, 403)
  }
})
