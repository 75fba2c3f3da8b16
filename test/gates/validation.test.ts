import t from 'tap'
import type { RouteFacts } from '../../lib/gates/gate.ts'
import { validation } from '../../lib/gates/validation.ts'

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

t.test('a route tells the validators whose validation it has, and no check is needed', async (t) => {
  const declared: unknown[] = []
  const validators = { declare: (...given: unknown[]) => declared.push(given) }
  const arm = (limit: number | undefined, options?: object): unknown => validation.arm(limit, { options, validators } as unknown as RouteFacts)
  t.equal(arm(5, { method: 'PUT', url: '/a' }), undefined)
  t.equal(arm(undefined, { method: ['GET', 'PUT'], url: '/b' }), undefined)
  t.equal(arm(undefined), undefined)
  t.strictSame(declared, [['PUT', '/a', false], [['GET', 'PUT'], '/b', true]])
})
