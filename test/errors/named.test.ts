import t from 'tap'
import { kinds } from '../../lib/errors/catalog.ts'
import { constructorOf } from '../../lib/errors/named.ts'

t.test('one for every kind: with a message, with options, with both, with neither', async (t) => {
  for (const kind of kinds) {
    const make = constructorOf(kind)
    const told = [make(), make('M'), make('M', { retryAfter: 3 }), make({ message: 'M', retryAfter: 3 })].map(error => [error.kind, error.detail, error.retryAfter])
    t.strictSame(told, [[kind, undefined, undefined], [kind, 'M', undefined], [kind, 'M', 3], [kind, 'M', 3]])
  }
})
