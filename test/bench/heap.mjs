// `npm run bench:heap [errors] [folder] [part of a name]`: what a server holds behind so many errors of each kind that it did not hold before. Least and
// most of three times; what is held once, such as code that was compiled meanwhile, does not grow with their number.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cases } from './cases.mjs'
import { ask, load } from './load.mjs'

const [errors = 100_000, folder = '.dist', only = ''] = process.argv.slice(2)
const slice = { connections: 8, milliseconds: 500, pipelined: 4 }
const child = fork(new URL('server.mjs', import.meta.url), [folder], { execArgv: ['--expose-gc'] })
const [{ port }] = await once(child, 'message')

async function heldBytes () {
  child.send('held')
  const [{ held }] = await once(child, 'message')
  return held
}

async function send (bytes, answer, least) {
  let count = 0
  while (count < least) count += await load(port, bytes, answer, slice)
  return count
}

console.log(`| request | errors | kilobytes held behind them | bytes an error |
|---|---|---|---|`)
const failing = cases.filter(({ statuses: [, status] }) => status >= 400)
const { bytes: finding } = failing.find(({ name }) => name.startsWith('422'))
failing.push({ name: '422, new name', bytes: Buffer.from(String(finding).replace('"code":"a code that is much too long"', '"0000000000":"a code that is too long"')) })
for (const { name, bytes } of failing.filter(({ name }) => name.includes(only))) {
  const answer = await ask(port, bytes)
  await send(bytes, answer, 20_000)
  const left = []
  let count = 0
  for (let time = 0; time < 3; time++) {
    const before = await heldBytes()
    count += await send(bytes, answer, errors / 3)
    left.push((await heldBytes() - before) / 1024)
  }
  const least = Math.min(...left)
  console.log(`| ${name} | ${count} | ${least.toFixed(0)} to ${Math.max(...left).toFixed(0)} | ${Math.max(0, least * 3 * 1024 / count).toFixed(2)} |`)
}
child.kill()
