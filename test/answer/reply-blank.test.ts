import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { isBlank } from '../../lib/answer/at-once.ts'

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
