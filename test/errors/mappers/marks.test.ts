import t from 'tap'
import { marksOf } from '../../../lib/errors/mappers/marks.ts'

t.test('marksOf', async (t) => {
  const error = new Error('x')
  t.equal(marksOf(error), error)
  for (const thrown of [undefined, null, 'x', 5, true, Symbol('x'), () => {}]) t.equal(marksOf(thrown), undefined)
})
