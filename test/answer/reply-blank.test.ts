import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { isBlank, takeOff } from '../../lib/answer/at-once.ts'

t.test('Fastify keeps the fields of a reply where they are looked for', async (t) => {
  const seen: Record<string, boolean> = {}
  const app = Fastify()
  app.get('/:which', async ({ params }, reply) => {
    const { which } = params as { which: string }
    if (which === 'reply') reply.header('x-a', '1')
    if (which === 'removed') reply.header('x-a', '1').removeHeader('x-a')
    if (which === 'type' || which === 'both') reply.type('text/csv')
    if (which === 'both') reply.header('x-a', '1')
    if (which === 'raw') reply.raw.setHeader('x-a', '1')
    seen[which] = isBlank(reply)
    return {}
  })
  for (const which of ['none', 'reply', 'removed', 'raw', 'type', 'both']) await app.inject(`/${which}`)
  t.strictSame(seen, { none: true, reply: false, removed: true, raw: false, type: true, both: false })
  t.equal(isBlank({ raw: { getHeaderNames: () => [] } } as unknown as FastifyReply), false, 'of what shows none it is asked as before')
})

t.test('a field is taken off a reply, and nothing is said to its response', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const seen: unknown[] = []
  app.get('/', async (_request, reply) => {
    reply.header('connection', 'close').header('x-a', '1')
    takeOff('connection', reply)
    takeOff('x-none', reply)
    seen.push(reply.getHeaders(), reply.hasHeader('connection'), isBlank(reply))
    return {}
  })
  const { headers } = await app.inject('/')
  t.strictSame(seen, [{ 'x-a': '1' }, false, false])
  t.equal(headers.connection, 'keep-alive', 'Node says its own')
  t.equal(takeOff('connection', {} as FastifyReply), undefined, 'of what shows none nothing is taken')
})
