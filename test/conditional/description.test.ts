import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { describe, describing, withdrawDescription } from '../../lib/conditional/description.ts'

type Step = (reply: FastifyReply) => unknown
type Fields = Record<string, string | string[] | undefined>

/** The fields of an answer, but for those that every answer has. */
async function fieldsOf (...steps: Step[]): Promise<Fields> {
  const app = Fastify()
  app.get('/', async (_request, reply) => {
    for (const step of steps) step(reply)
    return ''
  })
  const { headers } = await app.inject('/')
  await app.close()
  const { date, connection, 'content-type': type, 'content-length': length, ...fields } = headers as Fields
  return fields
}

const put = (fields: Record<string, string | string[]>): Step => reply => describe(reply, fields)
const set = (name: string, value: string): Step => reply => reply.header(name, value)

t.test('what the application has set stays, but Vary is joined', async (t) => {
  t.strictSame(await fieldsOf(put({ etag: '"1"', vary: 'Accept' })), { etag: '"1"', vary: 'Accept' })
  t.strictSame(await fieldsOf(set('etag', '"own"'), set('vary', 'Origin'), put({ etag: '"1"', vary: 'Accept' })), { etag: '"own"', vary: 'Origin, Accept' })
})

t.test('what is taken back is what was put there', async (t) => {
  const cases: Array<[name: string, before: Step[], behind: Step[], left: Fields]> = [
    ['all', [], [], {}],
    ['what was there before comes back', [set('vary', 'Origin'), set('etag', '"own"')], [], { vary: 'Origin', etag: '"own"' }],
    ['what others have set since stays', [], [set('etag', '"new"')], { etag: '"new"' }],
    ['what others have joined since stays', [], [set('vary', 'Accept, Cookie')], { vary: 'Cookie' }],
    ['joined before and since', [set('vary', 'Origin')], [set('vary', 'Origin, Accept, Cookie')], { vary: 'Origin, Cookie' }],
    ['named before, and by the representation', [set('vary', 'Accept')], [set('vary', 'Accept, Accept, Cookie')], { vary: 'Accept, Accept, Cookie' }]
  ]
  for (const [name, before, behind, left] of cases) {
    t.strictSame(await fieldsOf(...before, put({ etag: '"1"', vary: 'Accept' }), ...behind, withdrawDescription), left, name)
  }
})

t.test('once: what comes behind it may say the same', async (t) => {
  t.strictSame(await fieldsOf(put({ etag: '"1"' }), withdrawDescription, set('etag', '"1"'), withdrawDescription), { etag: '"1"' })
  t.strictSame(await fieldsOf(set('etag', '"1"'), withdrawDescription), { etag: '"1"' }, 'where nothing was described')
  t.equal(describing.before, withdrawDescription)
})
