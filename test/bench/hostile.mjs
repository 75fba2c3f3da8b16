// `npm run bench:hostile [rounds]`: the costliest request of each size for one schema, beside bare Fastify, in CPU and heap.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { families } from './hostile-cases.mjs'

const sizes = [1_000, 16_000, 128_000, 1_000_000]
const rounds = Number(process.argv[2] ?? 5)
const floor = { ms: 1, heap: 256 }

if (process.send === undefined) await compare()
else await serve(process.argv[2])

/** The CPU milliseconds and the KiB that were allocated for one request. */
async function serve (kind) {
  const { default: Fastify } = await import('fastify')
  const apps = {}
  for (const [name, { schema }] of Object.entries(families)) {
    const app = apps[name] = Fastify()
    if (kind === 'plugin') {
      const { default: conformant } = await import('../../.dist/index.js')
      await app.register(conformant)
    }
    app.post('/', { schema: { body: structuredClone(schema) } }, async () => 'ok')
    await app.ready()
  }
  process.on('message', async ({ name, body }) => {
    const ask = () => apps[name].inject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload: body })
    for (let warm = 0; warm < 3; warm++) await ask()
    globalThis.gc()
    const heap = process.memoryUsage().heapUsed
    const before = process.cpuUsage()
    const { statusCode, body: answer } = await ask()
    const { user, system } = process.cpuUsage(before)
    process.send({ ms: (user + system) / 1000, heap: (process.memoryUsage().heapUsed - heap) / 1024, status: statusCode, bytes: answer.length })
  })
  process.send('ready')
}

async function compare () {
  const servers = {}
  for (const kind of ['bare', 'plugin']) {
    // Nothing is collected while a request is measured: what is allocated is the most that a peak can be.
    servers[kind] = fork(fileURLToPath(import.meta.url), [kind], { execArgv: ['--expose-gc', '--max-semi-space-size=512', '--max-old-space-size=2048'] })
    await once(servers[kind], 'message')
  }
  const measure = async (kind, name, body) => {
    servers[kind].send({ name, body })
    const [measured] = await once(servers[kind], 'message')
    return measured
  }
  console.log(`node ${process.version}, CPU of the server's process, least of ${rounds} rounds, the costliest of several inputs; heap: all that was allocated`)
  console.log(`ratio: over the larger of bare's costliest and the floors of ${floor.ms} ms and ${floor.heap} KiB\n`)
  console.log('| schema | body | bare ms | plugin ms | ratio | bare KiB | plugin KiB | ratio | answer bytes |')
  console.log('|---|---|---|---|---|---|---|---|---|')
  const growth = []
  let worst = 0
  for (const [name, { inputs }] of Object.entries(families)) {
    if (!name.includes(process.env.ONLY ?? '')) continue
    const series = { bare: [], plugin: [] }
    for (const size of sizes) {
      const costliest = { bare: { ms: 0, heap: 0, bytes: 0 }, plugin: { ms: 0, heap: 0, bytes: 0 } }
      for (const make of inputs) {
        const body = make(size)
        if (body.length > 1_048_576) throw new Error(`${name}: ${body.length} bytes`)
        const least = { bare: { ms: Infinity, heap: Infinity }, plugin: { ms: Infinity, heap: Infinity } }
        for (let round = 0; round < rounds; round++) {
          for (const kind of round % 2 === 0 ? ['bare', 'plugin'] : ['plugin', 'bare']) {
            const { ms, heap, bytes } = await measure(kind, name, body)
            least[kind] = { ms: Math.min(least[kind].ms, ms), heap: Math.min(least[kind].heap, Math.max(heap, 0)), bytes }
          }
        }
        for (const kind of ['bare', 'plugin']) {
          for (const what of ['ms', 'heap', 'bytes']) costliest[kind][what] = Math.max(costliest[kind][what], least[kind][what])
        }
      }
      const { bare, plugin } = costliest
      const ratio = what => plugin[what] / Math.max(bare[what], floor[what])
      worst = Math.max(worst, ratio('ms'), ratio('heap'))
      series.bare.push(bare.ms)
      series.plugin.push(plugin.ms)
      console.log(`| ${name} | ${size / 1000} kB | ${bare.ms.toFixed(2)} | ${plugin.ms.toFixed(2)} | ${ratio('ms').toFixed(1)} | ${bare.heap.toFixed(0)} | ${plugin.heap.toFixed(0)} | ${ratio('heap').toFixed(1)} | ${plugin.bytes} |`)
    }
    const exponent = costs => (Math.log(costs.at(-1) / costs.at(-2)) / Math.log(sizes.at(-1) / sizes.at(-2))).toFixed(2)
    growth.push(`| ${name} | ${exponent(series.bare)} | ${exponent(series.plugin)} |`)
  }
  console.log(`\nhighest ratio: ${worst.toFixed(1)}\n\n| schema | growth exponent, bare | plugin |\n|---|---|---|\n${growth.join('\n')}`)
  for (const server of Object.values(servers)) server.disconnect()
}
