import t from 'tap'
import { traceIdOf } from '../../lib/http/traceparent.ts'

const id = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

t.test('traceIdOf', async (t) => {
  const cases: Array<[field: string | string[] | undefined, id: string | undefined]> = [
    [undefined, undefined],
    ['', undefined],
    [`00-${id}-${parent}-01`, id],
    [`00-${id}-${parent}-00`, id],
    [`cc-${id}-${parent}-01`, id],
    [`cc-${id}-${parent}-01-what-comes`, id],
    [`00-${id}-${parent}-01-more`, undefined],
    [`cc-${id}-${parent}-01more`, undefined],
    [`ff-${id}-${parent}-01`, undefined],
    [`00-${id.toUpperCase()}-${parent}-01`, undefined],
    [`00-${'0'.repeat(32)}-${parent}-01`, undefined],
    [`00-${id}-${'0'.repeat(16)}-01`, undefined],
    [`00-${id.slice(1)}-${parent}-01`, undefined],
    [`00-${id}-${parent}`, undefined],
    [`00_${id}_${parent}_01`, undefined],
    [[`00-${id}-${parent}-01`], undefined]
  ]
  for (const [field, expected] of cases) t.equal(traceIdOf(field), expected, String(field))
})
