import t from 'tap'
import { exchange, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'
import { documents } from '../fixtures/samples.ts'
import { startExample } from './start.ts'

for (const { document, example, samples } of documents) {
  t.test(`${document}, against examples/${example}`, async t => {
    const { port } = await startExample(t, example)
    for (const { section, text, before = [], replay = [], crowd = 0 } of samples) {
      const name = `${section}: ${text.split('\n', 1)}`
      const clients = await Promise.all(Array.from({ length: crowd }, () => RawClient.connect(port)))
      for (const { request, status, headers, body } of [...before, ...replay]) {
        const answer = await exchange(port, request)
        t.same(withoutTimes(withoutLength(answer)), { status, headers, body }, `${name}: ${nameOf(request)}`)
      }
      for (const client of clients) client.close()
      if (crowd > 0) await untilServed(port)
    }
  })
}

/** The crowd has gone when the server has seen it go. */
async function untilServed (port: number): Promise<void> {
  await until(async () => (await exchange(port, 'GET /')).status, status => status !== 503)
}

function nameOf ({ method = 'GET', path }: Sent): string {
  return `${method} ${path}`
}

/** The length is checked against the body, so that no table has to repeat it. */
function withoutLength ({ status, headers, body }: Answer): Answer {
  const { 'content-length': length, ...others } = headers
  if (length !== undefined && Number(length) !== Buffer.byteLength(body)) throw new Error(`Content-Length is ${String(length)}`)
  return { status, headers: others, body }
}

/** When a limit is whole again lies ahead, by at most its minute, and is the same in both fields. */
function withoutTimes ({ status, headers, body }: Answer): Answer {
  const { 'ratelimit-reset': reset, 'ratelimit-resettime': time, ...others } = headers
  if (reset !== undefined) {
    const ahead = Number(reset) - Date.now() / 1000
    if (!(ahead > 0 && ahead <= 61)) throw new Error(`RateLimit-Reset is ${String(reset)}`)
    if (time !== (status === 429 ? new Date(Number(reset) * 1000).toUTCString() : undefined)) throw new Error(`RateLimit-ResetTime is ${String(time)}`)
  }
  return { status, headers: others, body }
}
