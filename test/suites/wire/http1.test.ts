import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { serve } from './app.ts'
import { fields, hosts } from './cases-fields.ts'
import { framing } from './cases-framing.ts'
import { lines } from './cases-lines.ts'
import { declareReplies, replying } from './cases-replies.ts'
import { requests } from './cases-requests.ts'
import { declareThrown, throwing } from './cases-thrown.ts'
import { watchProcess } from './faults.ts'
import { atOnce, dialectNames, provoke, Tally } from './provoke.ts'

const tables = { lines, fields, hosts, framing, requests, throwing, replying }

const declare = (app: FastifyInstance): void => {
  declareThrown(app)
  declareReplies(app)
}

t.test('every failure has one answer, in the dialect', async (t) => {
  const faults = watchProcess(t)
  const tally = new Tally()
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect, { declare })
    await atOnce(Object.values(tables).flat(), async provoked => await provoke(t, port, dialect, provoked, tally))
  }
  t.equal(tally.provoked, 3 * Object.values(tables).flat().length)
  t.ok(tally.provoked > 3 * 400, 'so many failures')
  t.strictSame(tally.foreign, [], 'nothing came in another format')
  t.strictSame(faults, [], 'nothing reached the process')
})
