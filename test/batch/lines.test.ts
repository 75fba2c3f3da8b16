import t from 'tap'
import { collection } from '../fixtures/batch.ts'
import { lineCases } from '../fixtures/batch-lines.ts'
import { answersAlike, splitsAlike } from '../fixtures/batch-splits.ts'

t.test('the exact answer, whatever the chunks', async (t) => await answersAlike(t, lineCases, collection))

t.test('a body is taken apart in the same way wherever it is cut', async (t) => await splitsAlike(t, lineCases, false))
