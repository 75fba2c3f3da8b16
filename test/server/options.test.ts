import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { akeneo } from '../../lib/index.ts'
import { forServer, serverScopeOptions, type DrainLimits } from '../../lib/server/options.ts'

const { drain, maxConnections } = serverScopeOptions
const said = { of: '', given: {}, around: {} }
const standard: DrainLimits = { bytes: 67_108_864, seconds: 30 }

t.test('how much is read of what was refused', async (t) => {
  const around: DrainLimits = { bytes: 5, seconds: 5 }
  const cases: Array<[name: string, given: Parameters<typeof drain.read>[0], around: DrainLimits | undefined, limits: DrainLimits | undefined]> = [
    ['nothing said', undefined, around, around],
    ['off', false, around, undefined],
    ['on', true, around, around],
    ['on again', true, undefined, standard],
    ['bytes', { bytes: 7 }, undefined, { bytes: 7, seconds: 30 }],
    ['seconds', { seconds: 0.5 }, around, { bytes: 67_108_864, seconds: 0.5 }],
    ['both', { bytes: 7, seconds: 7 }, around, { bytes: 7, seconds: 7 }],
    ['an object that says nothing', {}, undefined, standard]
  ]
  for (const [name, given, around, limits] of cases) t.strictSame(drain.read(given, around, said), limits, name)
  t.strictSame(drain.default, standard)
  t.throws(() => { (drain.default as { bytes: number }).bytes = 1 }, TypeError, 'nobody changes it for others')
})

t.test('connections have no limit, and the nearest word holds', async (t) => {
  t.equal(maxConnections.default, undefined)
  t.strictSame([maxConnections.read(undefined, 5, said), maxConnections.read(7, 5, said)], [5, 7])
})

t.test('what each takes, for the plugin and for serverOptions()', async (t) => {
  const cases: Array<[name: 'drain' | 'maxConnections', right: unknown[], wrong: unknown[]]> = [
    ['drain', [true, false, {}, { bytes: 1 }, { seconds: 0.1 }, { bytes: 1, seconds: 3600 }],
      [1, null, { bytes: 0 }, { bytes: 1.5 }, { seconds: 0 }, { seconds: -1 }, { seconds: 3601 }, { seconds: '1' }, { minutes: 1 }]],
    ['maxConnections', [1, 1000], [0, -1, 1.5, '1', true, null]]
  ]
  for (const [name, right, wrong] of cases) {
    for (const schema of [serverScopeOptions[name].schema, forServer]) {
      const isRight = (value: unknown): boolean => Value.Check(schema, schema === forServer ? { [name]: value } : value)
      for (const value of right) t.ok(isRight(value), `${name}: ${JSON.stringify(value)}`)
      for (const value of wrong) t.notOk(isRight(value), `${name}: not ${JSON.stringify(value)}`)
    }
  }
})

t.test('serverOptions() takes a dialect, and whatever Fastify takes', async (t) => {
  for (const right of [{}, { dialect: akeneo() }, { logger: true, drain: false }]) t.ok(Value.Check(forServer, right))
  for (const wrong of [{ dialect: 'akeneo' }, { dialect: {} }, null, 5]) t.notOk(Value.Check(forServer, wrong))
})
