import t from 'tap'
import type { Checks, RouteFacts } from '../../lib/gates/gate.ts'
import { validation } from '../../lib/gates/validation.ts'
import type { Validation } from '../../lib/validation/server-validators.ts'
import type { Coercion } from '../../lib/validation/compiler.ts'

t.test('a limit, on or off', async (t) => {
  const said = { of: '', given: {}, around: {} }
  const cases: Array<[name: string, given: boolean | { limit?: number } | undefined, around: number | undefined, limit: number | undefined]> = [
    ['nothing said', undefined, 7, 7],
    ['nothing said, and off around', undefined, undefined, undefined],
    ['off', false, 7, undefined],
    ['on', true, 7, 7],
    ['on again', true, undefined, 100],
    ['a limit', { limit: 3 }, 7, 3],
    ['a limit where it is off around', { limit: 3 }, undefined, 3],
    ['an object that says nothing', {}, 7, 7],
    ['an object that says nothing where it is off around', {}, undefined, 100]
  ]
  for (const [name, given, around, limit] of cases) t.equal(validation.option.read(given, around, said), limit, name)
  t.equal(validation.option.default, 100)
})

t.test('a route tells the validators whose validation it has, and what it coerces', async (t) => {
  const declared: unknown[] = []
  const tasks: Array<() => void> = []
  const validators = { declare: (method: unknown, url: unknown, { hasForms, ...said }: Validation) => declared.push([method, url, said]) }
  const body = { schema: { body: {} } }
  const arm = (limit: number | undefined, options?: object, coercion: Coercion = 'forms', hasBody = true, isReported = false): Checks | undefined => validation.arm(limit, {
    options, validators, hasBody, isReported, settingOf: () => coercion, readers: { of: () => undefined }, whenReady: (task: () => void) => tasks.push(task)
  } as unknown as RouteFacts) as Checks | undefined
  t.equal(arm(5, { method: 'PUT', url: '/a' }), undefined, 'without a schema for the body nothing is asked')
  t.equal(arm(undefined, { method: ['GET', 'PUT'], url: '/b', ...body }), undefined, "nor where it is Fastify's own")
  t.equal(arm(5, { method: 'PUT', url: '/c', ...body }, 'all'), undefined)
  t.equal(arm(5, { method: 'GET', url: '/d', ...body }, 'forms', false), undefined)
  t.equal(arm(undefined), undefined)
  t.strictSame(declared, [
    ['PUT', '/a', { isBare: false, coerce: 'forms' }], [['GET', 'PUT'], '/b', { isBare: true, coerce: 'forms' }],
    ['PUT', '/c', { isBare: false, coerce: 'all' }], ['GET', '/d', { isBare: false, coerce: 'forms' }]
  ])
  t.equal(tasks.length, 0)
  t.type(arm(5, { method: 'PUT', url: '/e', ...body })?.validation, 'function')
  t.type(arm(5, { method: 'PUT', url: '/f' }, 'forms', true, true)?.validation, 'function', 'who reports looks at all parts')
  t.equal(arm(undefined, { method: 'PUT', url: '/g' }, 'forms', true, true), undefined, 'but not where nothing would be refused')
  t.strictSame(declared.slice(-2), [['PUT', '/f', { isBare: true, coerce: 'forms' }], ['PUT', '/g', { isBare: true, coerce: 'forms' }]])
  t.equal(tasks.length, 2, 'whether somebody reads forms, and whether there is a schema where one reports, is known when the server is ready')
})
