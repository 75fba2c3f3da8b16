import t from 'tap'
import { conflict, forbidden, notFound } from '../../lib/errors/constructors.ts'
import { masked, maskOf, type Mask } from '../../lib/errors/mask.ts'

t.test('what is said in place of a 403', async (t) => {
  const error = forbidden('secret', { resource: 'Project', id: '7', scope: 'api', links: { a: 'https://a.example' } })
  const plain = notFound({ resource: 'Project', id: '7' })
  const own = conflict()
  const cases: Array<[name: string, mask: true | Mask, told: unknown, faults: number]> = [
    ['true', true, plain, 0],
    ['an error', () => own, own, 0],
    ['false', () => false, error, 0],
    ['nothing', () => undefined as never, plain, 1],
    ['a throw', () => { throw new Error('x') }, plain, 1],
    ['a promise', (async () => own) as never, plain, 1],
    ['a promise that rejects', (async () => { throw new Error('x') }) as never, plain, 2]
  ]
  for (const [name, mask, told, count] of cases) {
    const faults: unknown[] = []
    const shown = masked(error, mask, undefined, fault => faults.push(fault))
    if (told === plain) t.strictSame([shown.kind, shown.facts, shown.headers, shown.detail, shown.links], [plain.kind, plain.facts, plain.headers, undefined, undefined], name)
    else t.equal(shown, told, name)
    await new Promise(resolve => setImmediate(resolve))
    t.equal(faults.length, count, name)
  }
  t.strictSame(maskOf(forbidden()).facts, {})
  t.strictSame(maskOf(forbidden({ resource: 'Project' })).facts, { resource: 'Project' })
})
