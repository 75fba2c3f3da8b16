import type { SpamLog } from '../../lib/entries/spam.ts'

interface Test { equal (found: unknown, wanted: unknown, message: string): unknown }

/** What every log of spam does, whichever it is. */
export async function checkLog (t: Test, log: SpamLog): Promise<void> {
  const [first, second] = [await log.add('a'), await log.add('a')]
  t.equal(second, first + 1, 'each entry has an id of its own')
  t.equal(await log.take(first, 'b', 'answer'), false, 'another entry')
  t.equal(await log.take(second + 1, 'a', 'answer'), false, 'another id')
  t.equal(await log.take(first, 'a', 'answer'), true, 'a wrong one has used nothing up')
  t.equal(await log.take(first, 'a', 'new answer'), false, 'an entry once')
  t.equal(await log.take(second, 'a', 'answer'), false, 'an answer once')
  t.equal(await log.take(second, 'a', 'new answer'), false, 'who tries that has to begin again')

  const third = await log.add('c')
  t.equal(await log.take(third, 'c', 'third answer'), true, 'taken')
  await log.giveBack(third, 'c', 'third answer')
  t.equal(await log.take(third, 'c', 'third answer'), true, 'given back, both can be taken')
  t.equal(await log.take(third, 'c', 'third answer'), false, 'once')

  const fourth = await log.add('d')
  const race = await Promise.all(Array.from({ length: 20 }, async () => await log.take(fourth, 'd', 'fourth answer')))
  t.equal(race.filter(Boolean).length, 1, 'at once')
  const ids = await Promise.all(Array.from({ length: 20 }, async () => await log.add('e')))
  const sameAnswer = await Promise.all(ids.map(async id => await log.take(id, 'e', 'fifth answer')))
  t.equal(sameAnswer.filter(Boolean).length, 1, 'one answer to many entries at once')
}
