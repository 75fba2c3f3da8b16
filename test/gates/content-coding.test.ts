import t from 'tap'
import { contentCodingCheck } from '../../lib/gates/content-coding.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'
import { ofHead } from '../helpers/head.ts'

t.test('contentCoding', async (t) => {
  const cases: Array<[name: string, value: string | undefined, codings: string[], refused: string | undefined, acceptEncoding?: string]> = [
    ['absent', undefined, [], undefined],
    ['empty', '', [], undefined],
    ['identity', 'Identity', [], undefined],
    ['one that nobody decodes', 'br', [], 'br', 'identity'],
    ['one that is decoded', 'GZIP', ['gzip'], undefined],
    ['§5.6.1.2 empty members', ',gzip,, identity', ['gzip'], undefined],
    ['one of several', 'gzip, br', ['gzip', 'deflate'], 'gzip, br', 'gzip, deflate'],
    ['no text for people', 'b\u0001', ['gzip'], 'b\uFFFD', 'gzip'],
    ['cut', 'x'.repeat(30), ['gzip'], 'x'.repeat(19) + '…', 'gzip']
  ]
  for (const [name, value, codings, refused, acceptEncoding] of cases) {
    const error = ofHead(contentCodingCheck({ codings, echoLimit: 20 }))({ method: 'POST', headers: { 'content-encoding': value } as RequestHead['headers'] })
    t.strictSame(error && [error.kind, error.facts, error.headers], refused === undefined
      ? undefined
      : ['unsupported_coding', { value: refused, allowed: codings }, { 'accept-encoding': acceptEncoding }], name)
  }
})
