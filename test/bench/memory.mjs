// `npm run bench:memory [rounds] [requests]`: CPU microseconds a request, bare Fastify and with the plugin, with connections in
// memory. The kernel is more than half of what a request takes, and not the same twice: what it hides is told here.
//
// --only "422,thrown"   the rows whose name has one of these in it
// --alone               each row has servers of its own: what it costs where the engine has seen no other kind of request
// --before FOLDER       beside another build of the package, as `.dist` of another clone
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cases } from './cases.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, alone: { type: 'boolean' }, before: { type: 'string' } }
})
const rounds = Number(positionals[0] ?? 31)
const count = Number(positionals[1] ?? 3000)
const warm = 15_000
const rows = cases.filter(({ name }) => values.only === undefined || values.only.split(',').some(part => name.includes(part)))
const folders = { bare: 'bare', ...(values.before === undefined ? {} : { before: values.before }), plugin: fileURLToPath(new URL('../../.dist', import.meta.url)) }
const kinds = Object.keys(folders)

async function serverOf (kind) {
  const child = fork(new URL('memory-server.mjs', import.meta.url), [folders[kind]])
  await once(child, 'message')
  const cpu = async (name, count) => {
    child.send({ name, count })
    const [{ cpu }] = await once(child, 'message')
    return cpu
  }
  return { child, cpu }
}

async function measure (rows, isAlone) {
  const servers = await Promise.all(kinds.map(serverOf))
  for (const { name } of isAlone ? rows : cases) for (const server of servers) await server.cpu(name, warm)
  const measured = new Map(rows.map(({ name }) => [name, kinds.map(() => [])]))
  for (let round = 0; round < rounds; round++) {
    for (const { name } of rows) {
      for (let turn = 0; turn < kinds.length; turn++) {
        const at = round % 2 === 0 ? turn : kinds.length - 1 - turn
        measured.get(name)[at].push(await servers[at].cpu(name, count))
      }
    }
  }
  for (const { child } of servers) child.kill()
  return measured
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const shown = values => `${quantile(values, 0.5).toFixed(1)} (${quantile(values, 0.25).toFixed(1)}–${quantile(values, 0.75).toFixed(1)})`

console.log(`node ${process.version}, ${values.alone ? 'servers of its own for each row' : 'servers that have answered all rows'}, ${rounds} rounds of ${count} requests; CPU microseconds a request, median (quartiles)\n`)
console.log(`| request | ${kinds.join(' | ')} |`)
console.log(`|---|${kinds.map(() => '---|').join('')}`)
for (const group of values.alone ? rows.map(row => [row]) : [rows]) {
  for (const [name, measured] of await measure(group, values.alone)) console.log(`| ${name} | ${measured.map(shown).join(' | ')} |`)
}
