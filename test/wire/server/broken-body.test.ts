import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { brokenBody } from '../../../lib/server/broken-body.ts'

const errored = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
const broken = { aborted: true, errored } as unknown as IncomingMessage

t.test('what was thrown because the body has broken off is the client\'s doing', async (t) => {
  for (const thrown of [
    errored,
    new Error('decoding', { cause: errored }),
    Object.assign(new Error('x'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }),
    Object.assign(new Error('x'), { code: 'Z_BUF_ERROR' }),
    new Error('Unexpected end of multipart data'),
    new Error('Part terminated early due to unexpected end of multipart data')
  ]) t.match(brokenBody(thrown, broken), { status: 400, kind: 'bad_request', cause: thrown }, String(thrown))
})

t.test('anything else is not', async (t) => {
  for (const [thrown, request] of [
    ['text', broken],
    [undefined, broken],
    [{ message: 7 }, broken],
    [new Error('no room'), broken],
    [errored, { aborted: false, errored } as unknown as IncomingMessage],
    [undefined, { aborted: true, errored: null } as unknown as IncomingMessage],
    [new Error('other', { cause: null }), { aborted: true, errored: null } as unknown as IncomingMessage]
  ] as const) t.equal(brokenBody(thrown, request), undefined, String(thrown))
})
