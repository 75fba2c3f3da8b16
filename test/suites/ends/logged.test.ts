// What the log says of 400 uploads that break off: a line each, at info, and nothing to warn of.
import t from 'tap'
import { captureLogs } from '../../helpers/logs.ts'
import { readers } from './app.ts'
import { table } from './table.ts'

const times = Math.ceil(400 / Object.keys(readers).length)

/** What @fastify/multipart says of its files, and the plugin of the server at its start. */
const others = /^(?:Could not delete file|save request file|fastify-conformant: not covered .*)$/

/** Either the message is refused, or who was reading it gives up. */
const [refused, gaveUp] = ['The request cannot be understood.', 'The request body ended too early.']

for (const [name, setting, ways] of [
  ['HTTP/1', {}, { FIN: refused, RST: gaveUp, 'bad chunk': refused, 'bad trailer': refused }],
  ['HTTP/2', { http2: true }, { 'RST_STREAM CANCEL': gaveUp, 'a connection that is gone': gaveUp }]
] as const) {
  for (const [way, told] of Object.entries(ways)) {
    t.test(`${name}: ${way}`, async (t) => {
      const logs = captureLogs()
      const rows = await table(t, { ...setting, logger: logs.logger }, way, times)
      const count = times * Object.keys(readers).length
      t.equal(Object.values(rows).flat().reduce((sum, { times }) => sum + times, 0), count)
      const lines = logs.errors().filter(({ msg }) => !others.test(msg))
      t.strictSame([...new Set(lines.map(({ level, msg }) => `${level} ${msg}`))], [`30 ${told}`], 'nothing else, and nothing to warn of')
      t.equal(lines.length, count, 'a line each')
    })
  }
}
