import t from 'tap'
import { Counts, countPassed, countsOf } from '../../lib/errors/counts.ts'

t.test('what a server counts is read as plain numbers', async (t) => {
  const server = {}
  const counts = countsOf(server)
  t.equal(countsOf(server), counts)
  t.not(countsOf({}), counts)
  t.strictSame(counts.read(), { kinds: {}, gates: {}, limits: {}, faults: {} })
  const [unrouted, route] = [counts.tally(), counts.tally('/a', 'GET')]
  t.match([unrouted, route], [{ route: '*', url: undefined }, { route: 'GET /a', url: '/a' }])
  route.kinds.conflict = 2
  counts.gates.accept = 1
  countPassed({ server: { server } }, 'all')
  countPassed({ server: { server } }, 'all')
  const read = counts.read()
  t.strictSame(read, { kinds: { 'GET /a': { conflict: 2 } }, gates: { accept: 1 }, limits: { all: 2 }, faults: {} })
  route.kinds.conflict = 3
  t.equal(read.kinds['GET /a']?.conflict, 2, 'it stays as it was read')
})

t.test('a route that is declared again counts where it did, and those beyond a thousand count together', async (t) => {
  const counts = new Counts()
  t.equal(counts.tally('/a', 'GET').kinds, counts.tally('/a', 'GET').kinds)
  for (let at = 1; at < 1000; at++) counts.tally(`/${at}`, 'GET')
  const [one, other] = [counts.tally('/x', 'GET'), counts.tally('/y', 'GET')]
  t.equal(one.kinds, other.kinds)
  t.not(counts.tally('/a', 'GET').kinds, one.kinds)
  t.equal(one.url, '/x')
  one.kinds.gone = 1
  t.strictSame(counts.read().kinds, { 'further routes': { gone: 1 } })
})

t.test('limits beyond a thousand count together, as an error may name one after a client', async (t) => {
  const counts = new Counts()
  for (let at = 0; at < 1000; at++) counts.passed(`user ${at}`)
  for (const user of ['user 7', 'user 1000', 'user 1001']) counts.passed(user)
  const { limits } = counts.read()
  t.equal(Object.keys(limits).length, 1001)
  t.match(limits, { 'user 7': 2, 'user 999': 1, 'further limits': 2 })
})
