// The commands that the examples print: each must answer with the status that stands before it.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { demoAnswers, demoCommands } from '../fixtures/demo.ts'
import { withoutCurl } from '../helpers/curl.ts'
import { exchange } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'
import { startExample } from './start.ts'

interface Shown { readonly status: number, readonly body: string }

/** Runs a command line as a shell does. */
function shell (command: string): Promise<Shown> {
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', `${command} --silent --show-error`], (error, stdout) => {
      if (error !== null) return reject(error)
      const [head = '', body = ''] = stdout.split('\r\n\r\n', 2)
      resolve({ status: Number(head.split(' ', 2)[1]), body })
    })
  })
}

function commandsOf (output: string): Array<{ status: number, command: string }> {
  return [...output.matchAll(/^(\d{3}) {2}(curl .*)$/gm)].map(([, status, command]) => ({ status: Number(status), command: command as string }))
}

/** In the order in which they are printed. */
const statuses: Record<string, number[]> = {
  catalog: [200, 201, 401, 403, 404, 405, 409, 422, 422],
  demo: [404, 405, 501, 406, 400, 400, 415, 422, 201, 200, 429],
  languages: [404, 404, 404, 422],
  projects: [200, 201, 301, 304, 400, 400, 401, 403, 404, 405, 409, 412, 412, 422, 500]
}

t.test('every example is here', async t => {
  const folders = readdirSync(join(import.meta.dirname, '../../examples'), { withFileTypes: true }).filter(entry => entry.isDirectory())
  // Those of existing print none: existing.test.ts has them.
  t.same(folders.map(({ name }) => name).filter(name => name !== 'existing').sort(), Object.keys(statuses))
})

for (const [name, expected] of Object.entries(statuses)) {
  t.test(name, { skip: withoutCurl }, async t => {
    const { port, output } = await startExample(t, name)
    const commands = commandsOf(output())
    t.same(commands.map(({ status }) => status), expected)
    for (const { status, command } of commands) t.equal((await shell(command)).status, status, command)

    const list = output().split('\n\n').slice(1).join('\n\n')
    const answer = await exchange(port, { headers: { host: `127.0.0.1:${port}` } })
    t.same({ status: answer.status, body: answer.body }, { status: 200, body: list.slice(0, -1) }, 'GET / shows them too')
  })
}

t.test('the demo answers as documented', async t => {
  const { output } = await startExample(t, 'demo')
  const shown: Shown[] = []
  for (const { command } of commandsOf(output())) shown.push(await shell(command))
  t.same(shown, demoAnswers)
})

t.test('the demo shows its commands to curl, and a page to browsers', async t => {
  const { port } = await startExample(t, 'demo')
  const ask = (accept?: string): Promise<Answer> => exchange(port, { headers: { host: `127.0.0.1:${port}`, accept } })
  for (const accept of [undefined, '*/*', 'text/plain']) {
    const { status, headers, body } = await ask(accept)
    t.same([status, headers['content-type'], headers['vary'], body], [200, 'text/plain; charset=utf-8', 'Accept', demoCommands(`http://127.0.0.1:${port}`)], accept ?? 'no Accept')
  }
  const { status, headers, body } = await ask('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')
  t.same([status, headers['content-type'], headers['vary']], [200, 'text/html; charset=utf-8', 'Accept'])
  t.match(body, '<h1>Mistakes to try</h1>')
  t.equal((await ask('image/png')).status, 406)
})

t.test('where 3000 is taken and no port is asked for, a free one is found', async t => {
  const taker = createServer()
  taker.listen(3000, '127.0.0.1')
  // If somebody else has it, it is taken too.
  await once(taker, 'listening').catch(() => {})
  t.teardown(() => taker.close())
  const { port } = await startExample(t, 'demo', { PORT: undefined })
  t.not(port, 3000)
  t.equal((await exchange(port, 'GET /categories/summer')).body, '{"code":"summer"}')
})

t.test('a port that is asked for and taken is an error', async t => {
  const taker = createServer()
  taker.listen(0, '127.0.0.1')
  await once(taker, 'listening')
  t.teardown(() => taker.close())
  const { port } = taker.address() as { port: number }
  await t.rejects(startExample(t, 'demo', { PORT: String(port) }), /EADDRINUSE/)
})
