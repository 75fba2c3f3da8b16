import t from 'tap'
import * as z4 from 'zod'
import * as mini from 'zod/mini'
import * as z3 from 'zod/v3'
import { zodErrors } from '../../../lib/errors/mappers/zod.ts'

const given = { name: 5, tags: ['ok', ''], more: { deep: 'x' }, extra: 1 }

const english = [
  'Invalid input: expected string, received number', 'Too small: expected string to have >=1 characters',
  'Invalid input: expected number, received string', 'Invalid input: expected string, received undefined', 'Unrecognized key: "extra"'
]

const schemas: Array<[name: string, parse: () => unknown, messages: string[]]> = [
  ['zod 4', () => z4.object({ name: z4.string(), tags: z4.array(z4.string().min(1)), more: z4.object({ deep: z4.number() }), needed: z4.string() }).strict().parse(given),
    english],
  ['zod 4 mini', () => mini.parse(mini.strictObject({ name: mini.string(), tags: mini.array(mini.string().check(mini.minLength(1))), more: mini.object({ deep: mini.number() }), needed: mini.string() }), given),
    english],
  ['zod 3', () => z3.object({ name: z3.string(), tags: z3.array(z3.string().min(1)), more: z3.object({ deep: z3.number() }), needed: z3.string() }).strict().parse(given),
    ['Expected string, received number', 'String must contain at least 1 character(s)', 'Expected number, received string', 'Required', "Unrecognized key(s) in object: 'extra'"]]
]

for (const [name, parse, messages] of schemas) {
  t.test(name, async (t) => {
    const thrown = await Promise.resolve().then(parse).catch((error: unknown) => error)
    const error = zodErrors(thrown, undefined)
    t.equal(error?.kind, 'validation_failed')
    t.equal(error?.cause, thrown)
    const paths = [['name'], ['tags', 1], ['more', 'deep'], ['needed'], []]
    t.strictSame(error?.issues, paths.map((path, index) => ({ path, message: messages[index] })))
  })
}

t.test('what is not Zod\'s', async (t) => {
  const cases = [{ name: 'ZodError' }, { name: 'ZodError', issues: 'x' }, { issues: [] }, new Error('x'), 'ZodError', null]
  for (const thrown of cases) t.equal(zodErrors(thrown, undefined), undefined)
})
