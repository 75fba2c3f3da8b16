import t from 'tap'
import { arrayCases } from '../fixtures/batch-arrays.ts'
import { answersAlike, splitsAlike } from '../fixtures/batch-splits.ts'

t.test('the exact answer, whatever the chunks', async (t) => await answersAlike(t, arrayCases, 'application/json'))

t.test('a body is taken apart in the same way wherever it is cut', async (t) => await splitsAlike(t, arrayCases, true))
