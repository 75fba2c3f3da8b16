// `npm run build && node test/bench/rate-limit-engines.mjs [rounds] [milliseconds]`: what a decision costs, in this library's
// counters and in others', interleaved in one run. The part on Redis needs one at REDIS_URL, else on localhost.
import { createRequire } from 'node:module'
import { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { memoryStore } from '../../.files/limits/memory-store.js'
import { redisStore } from '../../.files/limits/redis-store.js'

const LocalStore = createRequire(import.meta.url)('@fastify/rate-limit/store/LocalStore.js')

const rounds = Number(process.argv[2] ?? 15)
const milliseconds = Number(process.argv[3] ?? 200)
const concurrency = 64
const window = 3_600_000
const run = `bench-${process.pid}`

const keysOf = count => Array.from({ length: count }, (_, index) => `203.0.${index >> 8}.${index & 255}`)
const ofRule = ({ id, limit }) => ({ keyPrefix: id, points: limit, duration: window / 1000 })
const rules = limit => ({ window: { id: `${run}-window`, limit, window }, bucket: { id: `${run}-bucket`, limit, window, burst: limit } })

/** Each is asked as its own documentation says. */
function enginesInMemory (limit) {
  const { window: counted, bucket } = rules(limit)
  const ours = memoryStore()
  const [windows, buckets] = [ours.open(counted), ours.open(bucket)]
  const flexible = new RateLimiterMemory(ofRule(counted))
  const local = new LocalStore(false, false, 100_000)
  let isAdmitted
  const answered = (_error, { current }) => { isAdmitted = current <= limit }
  return {
    'memoryStore, window': key => windows.take(key, 1).admitted,
    'memoryStore, bucket': key => buckets.take(key, 1).admitted,
    '@fastify/rate-limit LocalStore': key => {
      local.incr(key, answered, window, limit)
      return isAdmitted
    },
    RateLimiterMemory: key => flexible.consume(key, 1).then(() => true, () => false)
  }
}

function enginesOnRedis (client, limit) {
  const { window: counted, bucket } = rules(limit)
  const ours = redisStore({ client, prefix: '' })
  const [windows, buckets] = [ours.open(counted), ours.open(bucket)]
  const flexible = new RateLimiterRedis({ ...ofRule(counted), keyPrefix: `${run}-flexible`, storeClient: client })
  return {
    'redisStore, window': async key => (await windows.take(key, 1)).admitted,
    'redisStore, bucket': async key => (await buckets.take(key, 1)).admitted,
    RateLimiterRedis: key => flexible.consume(key, 1).then(() => true, () => false)
  }
}

function caseOf (place, name, count, expected, engines, workers) {
  return { place, name, keys: keysOf(count), expected, engines: Object.entries(engines), workers, measured: {} }
}

/** One decision after the other in each worker, all keys in turn. */
async function measure ({ keys, expected, workers }, decide, server) {
  let next = 0
  let decisions = 0
  const end = performance.now() + milliseconds
  const work = async () => {
    do {
      // The clock is not looked at for every decision: it costs as much as some.
      for (let times = 0; times < (workers === 1 ? 500 : 1); times++) {
        const key = keys[next++ % keys.length]
        const answer = decide(key)
        const isAdmitted = typeof answer === 'boolean' ? answer : await answer
        if (expected !== undefined && isAdmitted !== expected) throw new Error(`${key}: ${isAdmitted}`)
        decisions++
      }
    } while (performance.now() < end)
  }
  const before = { cpu: process.cpuUsage(), server: await server(), time: performance.now() }
  await Promise.all(Array.from({ length: workers }, work))
  const seconds = (performance.now() - before.time) / 1000
  const { user, system } = process.cpuUsage(before.cpu)
  return { speed: decisions / seconds, cpu: (user + system) / decisions, server: (await server() - before.server) / decisions }
}

const many = 1e9
const client = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379')
const cpuOfRedis = async () => {
  const [, system, user] = /used_cpu_sys:([\d.]+)\s+used_cpu_user:([\d.]+)/.exec(await client.info('cpu'))
  return (Number(system) + Number(user)) * 1e6
}
const cases = [
  caseOf('memory', '1 key', 1, true, enginesInMemory(many), 1),
  caseOf('memory', '1 key, refused', 1, undefined, enginesInMemory(1), 1),
  caseOf('memory', '1000 keys', 1000, true, enginesInMemory(many), 1),
  caseOf('memory', '100,000 keys', 100_000, true, enginesInMemory(many), 1),
  caseOf('Redis', '1000 keys', 1000, true, enginesOnRedis(client, many), concurrency)
]

// Each round measures everything once, so that whatever slows the machine down slows all of it down.
for (let round = -2; round < rounds; round++) {
  for (const one of cases) {
    for (const [name, decide] of round % 2 === 0 ? one.engines : [...one.engines].reverse()) {
      const measured = await measure(one, decide, one.place === 'Redis' ? cpuOfRedis : () => 0)
      if (round >= 0) (one.measured[name] ??= []).push(measured)
    }
  }
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * q)]
const shown = (values, digits) => [0.5, 0.25, 0.75].map(q => quantile(values, q).toFixed(digits)).join(' ').replace(/ (.*) (.*)/, ' ($1–$2)')

console.log(`node ${process.version}, ${rounds} rounds of ${milliseconds} ms; on Redis ${concurrency} decisions at a time on one connection; median (quartiles)\n`)
console.log('| where | keys | engine | decisions a second | ÷ the first | CPU µs a decision | CPU µs of Redis |')
console.log('|---|---|---|---|---|---|---|')
for (const { place, name, engines: [[first]], measured } of cases) {
  for (const [engine, results] of Object.entries(measured)) {
    const of = what => results.map(result => result[what])
    const ratios = results.map(({ speed }, round) => speed / measured[first][round].speed)
    const server = place === 'Redis' ? shown(of('server'), 1) : ''
    console.log(`| ${place} | ${name} | ${engine} | ${shown(of('speed'), 0)} | ${shown(ratios, 2)} | ${shown(of('cpu'), 2)} | ${server} |`)
  }
}

const left = await client.keys(`${run}-*`)
if (left.length > 0) await client.del(left)
await client.quit()
// RateLimiterMemory has a timer for each key.
process.exit()
