// What depends on the state of the server or on time: closing, limits of connections, slow clients, slow handlers.
import t, { type Test } from 'tap'
import { serve, type Setting } from './app.ts'
import { head, host, json, post } from './bytes.ts'
import { watchProcess } from './faults.ts'
import { atOnce, dialectNames, fine, persists, plain, provoke, Tally, toldBy, type Provoked } from './provoke.ts'
import { StrictClient } from './strict-client.ts'
import type { DialectName } from './words.ts'

const unavailable = { kind: 'service_unavailable', closes: true } as const
/** Another server may be there already, or this one has room again. */
const later = { ...unavailable, headers: { 'retry-after': '10' } } as const
const late = { kind: 'request_timeout', closes: true } as const
const asked = head('GET /ok HTTP/1.1')
const sound = { 'a good request': asked, 'an unknown URL': head('GET /none HTTP/1.1'), 'a body': json('{}') }
const silent: NonNullable<Setting['declare']> = (app) => {
  app.get('/silent', () => new Promise(() => {}))
  app.post('/silent', () => new Promise(() => {}))
}

const forEachDialect = (name: string, run: (t: Test, dialect: DialectName, tally: Tally) => Promise<void>): void => {
  t.test(name, async (t) => {
    const faults = watchProcess(t)
    const tally = new Tally()
    for (const dialect of dialectNames) await t.test(dialect, async t => await run(t, dialect, tally))
    t.strictSame(tally.foreign, [], 'nothing came in another format')
    t.strictSame(faults, [], 'nothing reached the process')
  })
}

forEachDialect('a server that is closing', async (t, dialect, tally) => {
  let open = (): void => {}
  const { port, app } = await serve(t, dialect, {
    declare: (app) => { app.addHook('preClose', async () => await new Promise<void>(resolve => { open = resolve })) }
  })
  const bytes = { ...sound, 'no Host': 'GET /ok HTTP/1.1\r\n\r\n', 'an expectation': head('GET /ok HTTP/1.1', 'Expect: foo') }
  const early = await Promise.all(Object.keys(bytes).map(async () => await StrictClient.connect(port)))
  for (const client of early) {
    client.send(asked)
    t.strictSame((await client.answers(1)).map(plain), [fine(persists)])
  }
  const closed = app.close()
  await atOnce(Object.entries(bytes).map(([name, sent], index) => ({ name, sent, client: early[index] as StrictClient })), async ({ name, sent, client }) => {
    client.send(sent)
    const { received, rest } = await client.ended()
    tally.count(name, dialect, received[1])
    t.strictSame({ received: received.slice(1).map(plain), rest }, { received: [toldBy(dialect, later)], rest: '' }, `a connection from before: ${name}`)
  })
  for (const [name, sent] of Object.entries(bytes)) await provoke(t, port, dialect, { name: `a new connection: ${name}`, bytes: sent, ...later }, tally)
  await provoke(t, port, dialect, { name: 'a malformed request', bytes: 'garbage\r\n\r\n', kind: 'bad_request', closes: true }, tally)
  open()
  await closed
})

forEachDialect('more requests than a connection may have', async (t, dialect, tally) => {
  const { port } = await serve(t, dialect, { options: { maxRequestsPerSocket: 2 } })
  for (const [name, sent] of Object.entries(sound)) {
    const client = await StrictClient.connect(port)
    client.send(asked.repeat(2) + sent)
    const { received, rest } = await client.ended()
    tally.count(name, dialect, received[2])
    t.strictSame(received.slice(0, 2).map(({ line, body }) => [line, body]), Array(2).fill(['HTTP/1.1 200 OK', '{"ok":true}']))
    t.strictSame({ received: received.slice(2).map(plain), rest }, { received: [toldBy(dialect, unavailable)], rest: '' }, name)
  }
})

forEachDialect('more connections than there may be', async (t, dialect, tally) => {
  const { port } = await serve(t, dialect, { options: { maxConnections: 1 } })
  const first = await StrictClient.connect(port)
  first.send(asked)
  await first.answers(1)
  for (const [name, sent] of Object.entries({ ...sound, 'no Host': 'GET /ok HTTP/1.1\r\n\r\n' })) {
    await provoke(t, port, dialect, { name, bytes: sent, ...later }, tally)
  }
  await provoke(t, port, dialect, { name: 'HEAD', bytes: head('HEAD /ok HTTP/1.1'), ...later, method: 'HEAD' }, tally)
  first.send(asked)
  t.strictSame((await first.answers(2)).map(plain), [fine(persists), fine(persists)], 'the first connection goes on')
  first.close()
})

const timeouts: Readonly<Record<string, { setting: Setting, cases: readonly Provoked[] }>> = {
  handlerTimeout: {
    setting: { options: { handlerTimeout: 500 }, declare: silent },
    cases: [
      { name: 'GET', bytes: head('GET /silent HTTP/1.1'), kind: 'service_unavailable' },
      { name: 'HEAD', bytes: head('HEAD /silent HTTP/1.1'), kind: 'service_unavailable', method: 'HEAD' }
    ]
  },
  connectionTimeout: {
    setting: { options: { connectionTimeout: 300 }, declare: silent },
    cases: [
      { name: 'half a line', bytes: 'GET /o', ...late },
      { name: 'half a head', bytes: `GET /ok HTTP/1.1\r\n${host}`, ...late },
      { name: 'half a body', bytes: post(['Content-Length: 10'], '{'), ...late },
      { name: 'half of the chunks', bytes: post(['Transfer-Encoding: chunked'], '1\r\n{\r\n'), ...late },
      { name: 'a silent handler', bytes: head('GET /silent HTTP/1.1'), ...unavailable },
      { name: 'a silent handler of HEAD', bytes: head('HEAD /silent HTTP/1.1'), ...unavailable, method: 'HEAD' },
      { name: 'a silent handler that has the body', bytes: json('{}', '/silent'), ...unavailable }
    ]
  },
  requestTimeout: {
    setting: { options: { requestTimeout: 300, http: { connectionsCheckingInterval: 50 } } },
    cases: [
      { name: 'half a line', bytes: 'GET /o', ...late },
      { name: 'half a head', bytes: `GET /ok HTTP/1.1\r\n${host}`, ...late },
      { name: 'half a head of HEAD', bytes: `HEAD /ok HTTP/1.1\r\n${host}`, ...late },
      { name: 'half a body', bytes: post(['Content-Length: 10'], '{'), ...late },
      { name: 'half of the chunks', bytes: post(['Transfer-Encoding: chunked'], '1\r\n{\r\n'), ...late }
    ]
  }
}

for (const [option, { setting, cases }] of Object.entries(timeouts)) {
  forEachDialect(option, async (t, dialect, tally) => {
    const { port } = await serve(t, dialect, setting)
    await atOnce(cases, async provoked => await provoke(t, port, dialect, { ...provoked, name: `${option}: ${provoked.name}` }, tally))
  })
}

forEachDialect('a refused body that goes on too long is cut', async (t, dialect, tally) => {
  const { port } = await serve(t, dialect, { options: { drain: { bytes: 100_000, seconds: 60 } } })
  const client = await StrictClient.connect(port)
  client.send(head('POST /none HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked') + '2\r\n{}\r\n')
  await client.answers(1)
  for (let sent = 0; sent < 1_000_000 && !client.isClosed; sent += 10_000) client.send(`2710\r\n${'a'.repeat(10_000)}\r\n`)
  const { received } = await client.ended()
  tally.count('a body without an end', dialect, received[0])
  t.strictSame(received.map(plain), [toldBy(dialect, { kind: 'route_not_found', facts: { method: 'POST', path: '/none' } })])
})
