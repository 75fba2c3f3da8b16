import t from 'tap'
import { exchange, type Sent } from '../helpers/exchange.ts'
import { documents } from '../fixtures/samples.ts'
import { startExample } from './start.ts'

for (const { document, example, samples } of documents) {
  t.test(`${document}, against examples/${example}`, async t => {
    const { port } = await startExample(t, example)
    for (const { section, text, replay = [], pending } of samples) {
      const name = `${section}: ${text.split('\n', 1)}`
      if (pending !== undefined) t.test(name, { todo: pending }, () => {})
      for (const { request, status, headers, body } of replay) {
        const answer = await exchange(port, request)
        t.same(withoutLength(answer), { status, headers, body }, `${name}: ${nameOf(request)}`)
      }
    }
  })
}

function nameOf ({ method = 'GET', path }: Sent): string {
  return `${method} ${path}`
}

/** The length is checked against the body, so that no table has to repeat it. */
function withoutLength ({ status, headers, body }: Awaited<ReturnType<typeof exchange>>): object {
  const { 'content-length': length, ...others } = headers
  if (length !== undefined && Number(length) !== Buffer.byteLength(body)) throw new Error(`Content-Length is ${String(length)}`)
  return { status, headers: others, body }
}
