import t from 'tap'
import { payloadCheck } from '../../lib/gates/payload.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'
import { ofHead } from '../helpers/head.ts'

t.test('payload', async (t) => {
  const gate = ofHead(payloadCheck(1000))
  for (const [length, isRefused] of [[undefined, false], ['0', false], ['1000', false], ['1001', true], ['99999999999999999999', true], ['x', false]] as const) {
    const error = gate({ method: 'POST', headers: { 'content-length': length } as RequestHead['headers'] })
    t.strictSame(error && [error.kind, error.facts], isRefused ? ['payload_too_large', { limit: 1000 }] : undefined, length ?? 'not said')
  }
})
