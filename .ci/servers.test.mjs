// Every example prints an address and answers there.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { answerOf, run } from './server-process.mjs'

const cwd = join(import.meta.dirname, '..')
const example = name => run('npm', ['run', 'example', name], { cwd, env: { PORT: '0' } })

const examples = existsSync(join(cwd, 'examples'))
  ? readdirSync(join(cwd, 'examples')).filter(name => existsSync(join(cwd, 'examples', name, 'server.ts')))
  : []

for (const name of examples) {
  test(`npm run example ${name}`, async () => {
    const { status, body } = await answerOf(example(name), 60_000)
    assert.equal(status, 200, body)
  })
}

test('an unknown example: the names are listed and it fails', async () => {
  const server = example('no-such-example')
  const [code] = await server.closed
  assert.equal(code, 1)
  for (const name of examples) assert.ok(server.output.includes(name), server.output)
})
