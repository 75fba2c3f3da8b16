import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import type { Asked, Check, Verdict } from '../../lib/gates/gate.ts'
import { conflict, notFound } from '../../lib/index.ts'
import { unasked, type Held } from '../../lib/plugin/held.ts'
import { runner } from '../../lib/plugin/run.ts'
import { problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const place = { ...unasked, ...standardPlace(), onRequest: undefined } as unknown as Held

/** What came of a request that these checks were asked about: its answer, who was asked, what the error handler was given. */
async function asked (t: Parameters<typeof listen>[0], ...checks: Check[]): Promise<{ answer: Awaited<ReturnType<typeof exchange>>, steps: Array<number | string>, thrown: unknown[] }> {
  const steps: Array<number | string> = []
  const thrown: unknown[] = []
  const app: FastifyInstance = Fastify()
  const counted = checks.map((check, at): Asked => ({
    gate: 'accept',
    check (request, reply) {
      steps.push(at)
      return check(request, reply)
    }
  }))
  app.addHook('onRequest', runner(counted, place) ?? (() => t.teardown(() => { throw new Error('no runner') })))
  app.setErrorHandler((error, _request, reply) => {
    thrown.push(error)
    return reply.code(500).send('handled')
  })
  app.get('/', async () => {
    steps.push('handler')
    return 'fine'
  })
  return { answer: await exchange(await listen(t, app), 'GET /'), steps, thrown }
}

const later = (verdict: Verdict): Check => async () => verdict
const passes: Check = () => undefined
const refuses: Check = () => conflict('Busy.')

t.test('no checks, no runner', async (t) => {
  t.equal(runner([], place), undefined)
})

t.test('all are asked, in their order, and the first that refuses speaks', async (t) => {
  const busy = problem(409, 'Busy.')
  const cases: Array<[name: string, checks: Check[], steps: Array<number | string>, isRefused: boolean]> = [
    ['all pass', [passes, passes, passes], [0, 1, 2, 'handler'], false],
    ['all pass, later', [later(undefined), later(undefined)], [0, 1, 'handler'], false],
    ['one waits between two', [passes, later(undefined), passes], [0, 1, 2, 'handler'], false],
    ['the first refuses', [refuses, () => notFound()], [0], true],
    ['the last refuses', [passes, refuses], [0, 1], true],
    ['one refuses behind one that waits', [later(undefined), refuses, passes], [0, 1], true],
    ['one refuses later', [passes, later(conflict('Busy.')), passes], [0, 1], true]
  ]
  for (const [name, checks, steps, isRefused] of cases) {
    const ran = await asked(t, ...checks)
    t.strictSame(ran.steps, steps, name)
    t.strictSame(ran.thrown, [], name)
    if (isRefused) t.strictSame(ran.answer, busy, name)
    else t.match(ran.answer, { status: 200, body: 'fine' }, name)
  }
})

t.test('what has been answered is answered, at once or later', async (t) => {
  for (const isLater of [false, true]) {
    const answers: Check = (_request, reply) => {
      reply.code(304).send()
      return isLater ? Promise.resolve('answered' as const) : 'answered'
    }
    const { answer, steps } = await asked(t, answers, refuses)
    t.equal(answer.status, 304)
    t.strictSame(steps, [0])
  }
})

t.test('what a check throws goes on as an error, wherever it is thrown', async (t) => {
  const broken = new Error('broken')
  const throws = (thrown: unknown): Check => () => { throw thrown }
  const rejects = (thrown: unknown): Check => async () => { throw thrown }
  const cases: Array<[name: string, checks: Check[], steps: number[]]> = [
    ['at once', [throws(broken), passes], [0]],
    ['later', [rejects(broken), passes], [0]],
    ['at once behind one that waits', [later(undefined), throws(broken), passes], [0, 1]],
    ['later behind one that waits', [later(undefined), rejects(broken)], [0, 1]]
  ]
  for (const [name, checks, steps] of cases) {
    const ran = await asked(t, ...checks)
    t.strictSame([ran.answer.status, ran.answer.body], [500, 'handled'], name)
    t.equal(ran.thrown.length, 1, name)
    t.equal(ran.thrown[0], broken, name)
    t.strictSame(ran.steps, steps, name)
  }
})

t.test('what is thrown and no error becomes one, so that nothing takes it for a pass', async (t) => {
  for (const thrown of [undefined, null, 0, 'no']) {
    for (const check of [() => { throw thrown }, async () => { throw thrown }] as Check[]) {
      const ran = await asked(t, check)
      t.strictSame(ran.steps, [0], String(thrown))
      t.equal(ran.thrown.length, 1, String(thrown))
      t.ok(ran.thrown[0] instanceof Error, String(thrown))
    }
  }
})
