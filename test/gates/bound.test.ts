import t from 'tap'
import { isBound } from '../../lib/gates/bound.ts'

t.test('a bound function, whatever its name', async (t) => {
  const [nameless] = [function (): void {}]
  const named = function bound (): void {}
  const cases: Array<[name: string, is: boolean, one: { readonly name: string }]> = [
    ['named', true, named.bind(null)], ['without a name', true, nameless.bind(null)], ['bound twice', true, named.bind(null).bind(null)],
    ['not bound', false, named], ['not bound, without a name', false, nameless]
  ]
  for (const [name, is, one] of cases) t.equal(isBound(one), is, name)
})
