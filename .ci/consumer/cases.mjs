// The requests every consumer makes, and the exact bytes that must come back.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

const accept = '‘xxx’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.'

const cases = [
  {
    name: 'an error thrown by a route',
    path: '/categories/master',
    status: 404,
    body: '{"code":404,"message":"Category \'master\' does not exist."}'
  },
  {
    name: 'an unknown URL',
    path: '/no/such/place',
    status: 404
  },
  {
    name: 'an Accept that cannot be met',
    path: '/categories/winter',
    init: { headers: { accept: 'xxx' } },
    status: 406,
    body: JSON.stringify({ code: 406, message: accept })
  },
  {
    name: 'a broken JSON body',
    path: '/categories',
    init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
    status: 400,
    body: '{"code":400,"message":"Invalid json message received"}'
  }
]

/** Declares the tests; `start` gives a Fastify application with the plugin and the two routes. */
export function verify (title, start) {
  describe(title, () => {
    let app
    let address
    before(async () => {
      app = await start()
      address = await app.listen({ port: 0, host: '127.0.0.1' })
    })
    after(() => app?.close())

    it('a request that is fine', async () => {
      const response = await fetch(`${address}/categories/winter`)
      assert.equal(response.status, 200)
      assert.deepEqual(await response.json(), { code: 'winter' })
    })

    for (const { name, path, init, status, body } of cases) {
      it(name, async () => {
        const response = await fetch(address + path, init)
        const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
        assert.equal(response.status, status, text)
        assert.equal(response.headers.get('content-type'), 'application/json')
        if (body === undefined) {
          // The wording is the dialect's; the shape is not.
          const { message } = JSON.parse(text)
          assert.equal(typeof message, 'string')
          assert.equal(text, JSON.stringify({ code: status, message }))
        } else {
          assert.equal(text, body)
        }
      })
    }
  })
}
