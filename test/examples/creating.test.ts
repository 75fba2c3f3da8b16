// What is created with `If-None-Match: *`, and changed with If-Match, in the example of projects: by one of all who try at once.
import t from 'tap'
import { build } from '../../examples/projects/app.ts'
import '../helpers/documented.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const failed: Pick<Answer, 'status' | 'body'> = { status: 412, body: '{"message":"412 Precondition Failed"}' }
const put = (key: string, value: string, conditions: Sent['headers'] = {}): Sent => ({
  method: 'PUT', path: `/api/v4/projects/1/custom_attributes/${key}`, json: { value }, headers: { 'private-token': 'owner-token', ...conditions }
})
const shownOf = ({ status, body }: Answer): Pick<Answer, 'status' | 'body'> => ({ status, body })

t.test('creating is for what is not there, and changing for what is', async t => {
  const port = await listen(t, await build())
  const ask = async (sent: Sent | string): Promise<object> => shownOf(await exchange(port, sent))
  const get = 'GET /api/v4/projects/1/custom_attributes/stage'
  t.same(await ask(get), { status: 404, body: '{"message":"404 Custom Attribute Not Found"}' })
  t.same(await ask(put('stage', 'a', { 'if-match': '*' })), failed)
  const created = await exchange(port, put('stage', 'a', { 'if-none-match': '*' }))
  t.same(shownOf(created), { status: 201, body: '{"key":"stage","value":"a"}' })
  t.equal(created.headers.location, 'http://api.example/api/v4/projects/1/custom_attributes/stage')
  t.same(await ask(put('stage', 'b', { 'if-none-match': '*' })), failed)
  t.same(await ask(put('stage', 'b', { 'if-match': '"other"' })), failed)
  const { headers: { etag } } = await exchange(port, get)
  t.same(await ask(put('stage', 'b', { 'if-match': String(etag) })), { status: 200, body: '{"key":"stage","value":"b"}' })
  t.same(await ask(put('stage', 'c', { 'if-match': String(etag) })), failed)
  t.same(await ask(put('stage', 'c')), { status: 200, body: '{"key":"stage","value":"c"}' })
  t.same(await ask({ ...put('stage', 'd'), headers: { 'private-token': 'developer-token' } }), { status: 403, body: '{"message":"403 Forbidden"}' })
})

t.test('of many at once one creates, and one changes', async t => {
  const app = await build()
  // All have passed the gate when the first one writes.
  const many = 20
  let waiting: Array<() => void> = []
  app.addHook('preHandler', async ({ method }) => {
    if (method !== 'PUT') return
    await new Promise<void>(resolve => {
      waiting.push(resolve)
      if (waiting.length < many) return
      for (const go of waiting) go()
      waiting = []
    })
  })
  const port = await listen(t, app)
  // Each writes something else: with the value that is there nothing would be changed, and the tag would hold for the next.
  const race = async (key: string, values: string, conditions: Sent['headers']): Promise<object[]> =>
    (await Promise.all(Array.from({ length: many }, async (_, index) => shownOf(await exchange(port, put(key, `${values} ${index}`, conditions)))))).toSorted((one, other) => one.status - other.status)
  for (let round = 0; round < 20; round++) {
    const path = `GET /api/v4/projects/1/custom_attributes/race${round}`
    for (const [status, condition] of [[201, 'if-none-match'], [200, 'if-match']] as const) {
      const value = condition === 'if-match' ? String((await exchange(port, path)).headers.etag) : '*'
      const [first, ...others] = await race(`race${round}`, condition, { [condition]: value })
      const { body } = await exchange(port, path)
      t.same(first, { status, body }, 'what one has written is there')
      t.same(others, Array(many - 1).fill(failed), 'nobody else has written')
    }
  }
})
