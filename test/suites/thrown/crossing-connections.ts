import { once } from 'node:events'
import { requestOf, type Sent } from '../../helpers/exchange.ts'
import { answerOf, open } from '../../helpers/http2.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'

/** Sends requests at once, and has their answers in the order of the requests. */
export type Ask = (sent: readonly Sent[]) => Promise<Answer[]>

interface Teardown { teardown: (task: () => unknown) => void }

/** One connection, on which requests do not wait for answers. Where an answer ends it, what stood behind is sent again on the next. */
export function pipeline (t: Teardown, port: number): Ask {
  let client: RawClient | undefined
  t.teardown(() => client?.close())
  return async (sent) => {
    const answers: Answer[] = []
    while (answers.length < sent.length) {
      client ??= await RawClient.connect(port)
      const left = sent.slice(answers.length)
      client.send(Buffer.concat(left.map(requestOf)))
      for (const { method } of left) {
        const answer = await client.answer(method)
        answers.push(answer)
        if (answer.headers.connection !== 'close') continue
        client.close()
        client = undefined
        break
      }
    }
    return answers
  }
}

/** One session, with a stream for each request. */
export function streams (t: Teardown, port: number): Ask {
  const session = open(t, port)
  return async (sent) => {
    if (session.connecting) await once(session, 'connect')
    return await Promise.all(sent.map(async ({ method = 'GET', path = '/', headers = {}, body, json }) => {
      const { host, ...fields } = headers
      const content = json === undefined ? body : JSON.stringify(json)
      const type = json === undefined ? {} : { 'content-type': 'application/json' }
      const stream = session.request({ ':method': method, ':path': path, ':authority': host, ...type, ...fields }, { endStream: content === undefined })
      if (content !== undefined) stream.end(content)
      return await answerOf(stream)
    }))
  }
}
