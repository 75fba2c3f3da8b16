import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { runHook, type Hook } from '../../lib/neighbours/hooks.ts'
import { turns } from '../helpers/until.ts'

t.test('a hook is run as Fastify runs it, and whoever comes behind it once', async (t) => {
  const fail = (): never => { throw new Error('no') }
  const cases: Array<[name: string, hook: Hook, count: number]> = [
    ['one that calls back', (_request, _reply, done) => done(), 1],
    ['later', (_request, _reply, done) => { setImmediate(done) }, 1],
    ['one that promises', async () => {}, 1],
    ['one that does both', async (_request, _reply, done) => done(), 1],
    ['one that throws', fail, 1],
    ['behind its call', (_request, _reply, done) => { done(); fail() }, 1],
    ['one that breaks its promise', async () => fail(), 1],
    ['one that answers', (_request, reply, done) => { reply.send(); done() }, 0],
    ['one that answers and throws', (_request, reply) => { reply.send(); fail() }, 0],
    ['one that says nothing', () => {}, 0]
  ]
  for (const [name, hook, count] of cases) {
    const instance = {} as FastifyInstance
    const request = {} as FastifyRequest
    const reply = { sent: false, send (this: { sent: boolean }) { this.sent = true } } as unknown as FastifyReply
    const seen: unknown[] = []
    let calls = 0
    runHook(function (...given) {
      seen.push(this, given[0], given[1])
      return hook.apply(this, given)
    }, instance, request, reply, () => { calls++ })
    await turns()
    t.equal(calls, count, name)
    t.ok(seen[0] === instance && seen[1] === request && seen[2] === reply, name)
  }
})
