import { ServerResponse } from 'node:http'
import t from 'tap'
import { follow, guard, guardedResponses } from '../../lib/server/response.ts'
import { internalError } from '../helpers/answers.ts'
import { serve as serveWith } from '../helpers/below.ts'

const secret = new Error('secret')

// Guarded by hand, and by their class.
for (const options of [{}, { ServerResponse: guardedResponses() as typeof ServerResponse }]) {
  const serve: typeof serveWith = async (t, handle, isClosing) => await serveWith(t, handle, isClosing, options)

  t.test('a head that can be sent is', async (t) => {
    const { answer, lines } = await serve(t, (edge, _request, response) => {
      guard(edge, response, true)
      t.equal(response.writeHead(201, 'Made', { 'x-own': 'a', 'content-length': 0 }), response)
      response.end()
    })
    t.strictSame(await answer(), { status: 201, headers: { 'x-own': 'a', 'content-length': '0' }, body: '' })
    t.strictSame(lines, [])
  })

  t.test('a head that cannot be sent is a fault like any other', async (t) => {
    const cases: Array<[name: string, write: (response: ServerResponse) => unknown, code: string]> = [
      ['a field', response => response.writeHead(200, { 'x-own': 'a\nb' }), 'ERR_INVALID_CHAR'],
      ['a reason phrase', response => response.writeHead(200, 'a\nb'), 'ERR_INVALID_CHAR'],
      ['a status', response => response.writeHead(99), 'ERR_HTTP_INVALID_STATUS_CODE']
    ]
    for (const [name, write, code] of cases) {
      const { answer, lines } = await serve(t, (edge, _request, response) => {
        response.setHeader('x-before', 'a')
        guard(edge, response, true)
        t.equal(write(response), response, name)
        response.end('behind it')
      })
      t.strictSame(await answer(), internalError, name)
      t.strictSame(lines.map(([message, err]) => [message === (err as Error).message, (err as { code: string }).code]), [[true, code]], name)
    }
  })

  t.test('a second head is thrown back at whoever writes it', async (t) => {
    let thrown: unknown
    const { answer, lines } = await serve(t, (edge, _request, response) => {
      guard(edge, response, true)
      response.writeHead(200, { 'content-length': 3 })
      try {
        response.writeHead(500)
      } catch (error) {
        thrown = error
      }
      response.end('own')
    })
    t.match(await answer(), { status: 200, body: 'own' })
    t.equal((thrown as { code?: string }).code, 'ERR_HTTP_HEADERS_SENT')
    t.strictSame(lines, [])
  })

  t.test("somebody's own writeHead is kept, and guarded", async (t) => {
    for (const isBroken of [false, true]) {
      let asked = 0
      const { answer } = await serve(t, (edge, _request, response) => {
        const own = function (this: ServerResponse, ...given: [number]): ServerResponse {
          if (isBroken && asked++ === 0) throw secret
          this.setHeader('x-own', 'a')
          return Object.getPrototypeOf(this).writeHead.apply(this, given)
        }
        response.writeHead = own as never
        guard(edge, response, true)
        response.writeHead(204)
        response.end()
      })
      const { status, headers } = await answer()
      t.strictSame([status, headers['x-own']], [isBroken ? 500 : 204, 'a'])
    }
  })

  t.test('while the server closes the last answer of a connection says so', async (t) => {
    for (const [isClosing, isLast, connection] of [[true, true, 'close'], [true, false, undefined], [false, true, 'upgrade']] as const) {
      const { answer } = await serve(t, (edge, request, response) => {
        if (isLast) follow(edge, request.socket, response, () => {})
        response.setHeader('connection', 'upgrade')
        if (!isLast) guard(edge, response, true)
        response.writeHead(200, { 'content-length': 0 }).end()
      }, isClosing)
      t.equal((await answer()).headers.connection, connection, `${isClosing} ${isLast}`)
    }
  })
}
