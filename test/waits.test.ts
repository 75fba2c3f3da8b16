import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

// A method of that name, of a test or a socket, is another thing.
const timer = /(?<![.\w])(?:setTimeout|setInterval)\(|\bset(?:Timeout|Interval) as\b|AbortSignal\.timeout\(/
const listed = /^\| `([^`]+)` \|/gm

t.test('no test waits a while, but those that docs/testing.md names', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../docs/testing.md'), 'utf8')
  const waiting = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter(file => /\.(?:ts|mts|mjs)$/.test(file) && !file.includes('node_modules/') && !file.startsWith('bench/') && file !== 'waits.test.ts')
    .filter(file => timer.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
  t.strictSame(waiting.sort(), [...page.matchAll(listed)].map(([, file]) => file).sort())
})
