import { Readable } from 'node:stream'
import t from 'tap'
import { isResponse, letGo } from '../../lib/gates/let-go.ts'

t.test('a stream that nobody will read is ended', async (t) => {
  const stream = Readable.from(['a'])
  letGo(stream)
  t.ok(stream.destroyed)
  const cancelled: string[] = []
  const web = (name: string): ReadableStream => new ReadableStream({ cancel: () => { cancelled.push(name) } })
  letGo(web('a stream of the web'))
  letGo(new Response(web('the body of a Response')))
  t.strictSame(cancelled, ['a stream of the web', 'the body of a Response'])
  const read = web('one that somebody reads')
  read.getReader()
  letGo(read)
})

t.test('what is no stream is left alone', async (t) => {
  for (const payload of [undefined, null, '', 'text', Buffer.from('a'), { destroy: 'a member', cancel: true }, new Response(null)]) t.doesNotThrow(() => letGo(payload))
})

t.test('a Response', async (t) => {
  t.strictSame([new Response('a'), {}, null, 'text'].map(isResponse), [true, false, false, false])
})
