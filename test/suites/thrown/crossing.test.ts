// Two clients at once through every gate: nothing of the one is in an answer to the other, and nothing is otherwise than for each alone.
import t, { type Test } from 'tap'
import { stopClock } from '../../helpers/clock.ts'
import { listen } from '../../helpers/exchange.ts'
import { until } from '../../helpers/until.ts'
import { crossing } from './crossing-app.ts'
import { Client } from './crossing-client.ts'
import { pipeline, streams, type Ask } from './crossing-connections.ts'
import { dialects } from './crossing-dialects.ts'
import { clients, marksOf, rows, type Row, type Who } from './crossing-rows.ts'

/** How many requests of a client are on the way at once. */
const window = 16

interface Protocol {
  readonly name: string
  readonly isHttp2: boolean
  readonly connect: (t: Test, port: number) => Ask
  /** How many there are of both clients, at least. */
  readonly least: number
}

const protocols: readonly Protocol[] = [
  { name: 'HTTP/1.1', isHttp2: false, connect: pipeline, least: 10_000 },
  { name: 'HTTP/2', isHttp2: true, connect: streams, least: 2_000 }
]

for (const { name, isHttp2, connect, least } of protocols) {
  const table = rows.filter(({ isHttp1 }) => !isHttp2 || isHttp1 !== true)

  for (const [dialect, make] of Object.entries(dialects)) {
    t.test(`${dialect}, ${name}`, { timeout: 300_000 }, async (t) => {
      stopClock(t)
      /** A server, and clients that have used up what it grants to each. */
      const meet = async (all: readonly Who[]): Promise<{ met: Client[], overlaps: () => number }> => {
        const { app, held, release, overlaps } = await crossing(make(), isHttp2)
        const port = await listen(t, app)
        t.teardown(release)
        const met = all.map((who, index) => new Client(who, connect(t, port), index + 1))
        const crowd = all.map(who => new Client(who, connect(t, port), 0).ask(rowsOf('a crowd')))
        for (const answer of crowd) answer.catch(() => {})
        await until(() => held() === all.length)
        const limited = await Promise.all(met.map(async client => await client.ask(rowsOf('a rate limit', 4))))
        t.strictSame(limited.map(answers => answers.map(statusOf).sort()), all.map(() => [200, 200, 200, 429]), 'each has a quota of its own')
        return { met, overlaps }
      }

      const alone = new Map<Who, Map<string, string>>()
      for (const who of clients) {
        const [client] = (await meet([who])).met as [Client]
        const answers = new Map<string, string>()
        for (const row of table) answers.set(row.name, ...await client.ask([row]) as [string])
        t.strictSame([...answers].map(([name, text]) => [name, statusOf(text)]), table.map(({ name, status, gitlab }) => [name, dialect === 'gitlab' ? gitlab ?? status : status]), `${who.mark} is refused`)
        alone.set(who, answers)
      }
      for (const [who, answers] of alone) {
        const others = clients.filter(other => other !== who).flatMap(marksOf)
        t.strictSame([...answers].filter(([, text]) => others.some(mark => text.includes(mark))), [], `alone there is nobody but ${who.mark}`)
        // The dialects that are built in repeat nothing of it below the hooks, where nobody else puts anything on the answer.
        const own = table.filter(({ isBelow }) => dialect === 'own' || isBelow !== true)
        const marks = dialect === 'own' ? marksOf(who) : [who.mark]
        t.strictSame(own.filter(({ name }) => !marks.every(mark => answers.get(name)?.includes(mark))), [], `each holds what is of ${who.mark}`)
      }

      const { met: both, overlaps } = await meet(clients)
      const rounds = Math.ceil(least / table.length / both.length)
      const wrong: string[] = []
      let count = 0
      await Promise.all(both.map(async client => {
        for (let round = 0; round < rounds; round++) {
          const some = round % 2 === 0 ? table : client.shuffled(table)
          for (let from = 0; from < some.length; from += window) {
            const part = some.slice(from, from + window)
            const answers = await client.ask(part)
            count += answers.length
            part.forEach(({ name }, index) => {
              if (answers[index] !== alone.get(client.who)?.get(name)) wrong.push(`${client.who.mark}, ${name}: ${answers[index]}`)
            })
          }
        }
      }))
      t.ok(count >= least, `${count} requests`)
      t.ok(overlaps() > count / 2, `${overlaps()} of them came while one of the other client was open`)
      t.strictSame(wrong.slice(0, 5), [], `${wrong.length} are otherwise than alone`)
      const made = both.flatMap(client => client.made)
      t.equal(new Set(made).size, made.length, `${made.length} ids are of one answer each`)
    })
  }
}

function rowsOf (name: string, times = 1): Row[] {
  return Array.from({ length: times }, () => rows.filter(row => row.name === name)).flat()
}

function statusOf (text: string): number {
  return Number(text.slice(0, 3))
}
