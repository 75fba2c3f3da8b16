import { createHash } from 'node:crypto'
import t from 'tap'
import { isRedisClient, runnerOf, scriptOf, type RedisClient } from '../../lib/stores/redis-client.ts'

const script = scriptOf('return ARGV[1]')

t.test('a script has the name that Redis gives it', async (t) => {
  t.strictSame(script, { text: 'return ARGV[1]', sha: createHash('sha1').update('return ARGV[1]').digest('hex') })
  t.equal(scriptOf('').sha, 'da39a3ee5e6b4b0d3255bfef95601890afd80709')
})

t.test('what is a client', async (t) => {
  const run = async (): Promise<void> => {}
  class Inherited { async eval (): Promise<void> {} async evalSha (): Promise<void> {} }
  const cases: Array<[name: string, value: unknown, is: boolean]> = [
    ['ioredis', { eval: run, evalsha: run }, true],
    ['node-redis', { eval: run, evalSha: run }, true],
    ['methods of a class', new Inherited(), true],
    ['a function with methods', Object.assign(() => {}, { eval: run, evalsha: run }), true],
    ['no eval', { evalsha: run }, false],
    ['no evalsha', { eval: run }, false],
    ['no methods', { eval: true, evalsha: true }, false],
    ['a URL', 'redis://127.0.0.1', false],
    ['nothing', undefined, false],
    ['null', null, false]
  ]
  for (const [name, value, is] of cases) t.equal(isRedisClient(value), is, name)
})

type Answer = () => unknown

/** Clients of both forms: what each command answers, and the commands that were sent. */
function clients (byName: Answer, byText: Answer = () => t.fail('the text is not sent')): Array<[form: string, client: RedisClient, sent: unknown[][]]> {
  const positional: unknown[][] = []
  const named: unknown[][] = []
  const record = (sent: unknown[][], command: string, answer: Answer) => async (...args: unknown[]): Promise<unknown> => {
    sent.push([command, ...args])
    return await answer()
  }
  return [
    ['positional', { evalsha: record(positional, 'evalsha', byName), eval: record(positional, 'eval', byText) } as RedisClient, positional],
    ['named', { evalSha: record(named, 'evalSha', byName), eval: record(named, 'eval', byText) } as RedisClient, named]
  ]
}

/** The same commands as each form writes them. */
function written (form: string, ...commands: Array<'name' | 'text'>): unknown[][] {
  return commands.map(by => {
    const of = by === 'name' ? script.sha : script.text
    if (form === 'positional') return [by === 'name' ? 'evalsha' : 'eval', of, 1, 'key', 'a', 'b']
    return [by === 'name' ? 'evalSha' : 'eval', of, { keys: ['key'], arguments: ['a', 'b'] }]
  })
}

t.test('by its name alone', async (t) => {
  for (const [form, client, sent] of clients(() => 5)) {
    t.equal(await runnerOf(client)(script, 'key', ['a', 'b']), 5, form)
    t.strictSame(sent, written(form, 'name'), form)
  }
})

t.test('with its text where it is not known, each time', async (t) => {
  const unknown = (): never => { throw new Error('NOSCRIPT No matching script. Please use EVAL.') }
  for (const [form, client, sent] of clients(unknown, () => 7)) {
    const run = runnerOf(client)
    t.equal(await run(script, 'key', ['a', 'b']), 7, form)
    t.equal(await run(script, 'key', ['a', 'b']), 7, form)
    t.strictSame(sent, written(form, 'name', 'text', 'name', 'text'), form)
  }
})

t.test('any other failure is one', async (t) => {
  const failures = [new Error('WRONGTYPE Operation against a key'), new Error('ERR NOSCRIPT'), 'NOSCRIPT as a text', { message: 'NOSCRIPT' }, undefined]
  for (const failure of failures) {
    for (const [form, client, sent] of clients(() => { throw failure })) {
      const failed = await runnerOf(client)(script, 'key', ['a', 'b']).then(() => t.fail('answered'), (error: unknown) => [error])
      t.strictSame(failed, [failure], `${form}: ${String(failure)}`)
      t.equal(sent.length, 1)
    }
  }
  const both = (): never => { throw new Error('NOSCRIPT again') }
  for (const [form, client] of clients(both, both)) await t.rejects(runnerOf(client)(script, 'key', []), { message: 'NOSCRIPT again' }, form)
})
