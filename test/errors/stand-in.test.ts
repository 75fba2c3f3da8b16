import t from 'tap'
import { conflict } from '../../lib/errors/constructors.ts'
import { normalize } from '../../lib/errors/normalize.ts'
import { refusalOf, standIn } from '../../lib/errors/stand-in.ts'

t.test('an error that stands for a refusal is the refusal, whatever has become of it', async (t) => {
  const refusal = conflict('Busy.')
  const shown = standIn(new Error('as somebody knows it'), refusal)
  t.equal(refusalOf(shown), refusal)
  t.equal(normalize(shown, [() => { throw new Error('is not asked') }], undefined), refusal)
  Object.assign(shown, { message: 'changed', statusCode: 500 })
  t.equal(normalize(shown, [], undefined), refusal)
  for (const other of [new Error('other'), {}, undefined, null, 'text', 5]) t.equal(refusalOf(other), undefined, String(other))
})
