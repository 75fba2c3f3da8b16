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

t.test('a parser may have a limit of its own, or none', async (t) => {
  const asked: string[] = []
  const gate = ofHead(payloadCheck(1000, 413, type => {
    asked.push(type)
    return type === 'stream' ? Infinity : 2000
  }))
  const limitAt = (length: string, type?: string): unknown => gate({ method: 'POST', headers: { 'content-length': length, 'content-type': type } as RequestHead['headers'] })?.facts.limit
  t.equal(limitAt('1000', 'own'), undefined)
  t.strictSame(asked, [], 'asked only where the length is over the first')
  t.equal(limitAt('2000', 'own'), undefined)
  t.equal(limitAt('2001', 'own'), 2000)
  t.equal(limitAt('2001', 'stream'), undefined)
  t.equal(limitAt('2001'), 2000)
  t.strictSame(asked, ['own', 'own', 'stream', ''])
})
