import t from 'tap'
import { readItem } from '../../lib/batch/item.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import type { Kind } from '../../lib/errors/catalog.ts'

const uuid = 'f62190e8-8314-4360-8ff8-7dbdb4af6312'
const capital = uuid.toUpperCase()

t.test('an item and its identifier', async (t) => {
  const cases: Array<[name: string, value: object, key: string, identifier: string]> = [
    ['an identifier', { code: 'a' }, 'code', 'a'],
    ['space is part of it', { code: ' a\n' }, 'code', ' a\n'],
    ['a UUID in small letters', { uuid }, 'uuid', uuid],
    ['a UUID in capital letters', { uuid: capital }, 'uuid', uuid],
    ['the nil UUID', { uuid: '00000000-0000-0000-0000-000000000000' }, 'uuid', '00000000-0000-0000-0000-000000000000'],
    ['a UUID with something behind', { uuid: `${capital}A` }, 'uuid', `${capital}A`],
    ['a UUID with something before', { uuid: ` ${capital}` }, 'uuid', ` ${capital}`],
    ['a UUID in braces', { uuid: `{${capital}}` }, 'uuid', `{${capital}}`],
    ['a UUID with other letters', { uuid: capital.replace('E', 'G') }, 'uuid', capital.replace('E', 'G')],
    ['a UUID under another key', { code: capital }, 'code', capital],
    ['the name of a method', { toString: 'a' }, 'toString', 'a']
  ]
  for (const [name, item, key, identifier] of cases) t.strictSame(readItem(item, key), { item, identifier }, name)
})

t.test('the item is handed on as it came', async (t) => {
  const item = Object.freeze({ uuid: capital })
  t.equal(readItem(item, 'uuid').item, item)
})

t.test('what is refused, and why', async (t) => {
  const refused = new ApiError('malformed_json', { message: 'of the test' })
  const missing = 'Code is missing.'
  const wrong = 'code must be of type string.'
  const cases: Array<[name: string, value: unknown, kind: Kind, message: string, key?: string]> = [
    ['what could not be read', refused, 'malformed_json', 'of the test'],
    ['null', null, 'malformed_json', 'The request body is not valid JSON.'],
    ['a number', 0, 'validation_failed', missing],
    ['false', false, 'validation_failed', missing],
    ['a string', 'code', 'validation_failed', missing],
    ['a string with a property of that name', 'code', 'validation_failed', 'Length is missing.', 'length'],
    ['an array', [{ code: 'a' }], 'validation_failed', missing],
    ['an empty object', {}, 'validation_failed', missing],
    ['undefined', { code: undefined }, 'validation_failed', missing],
    ['an identifier that is null', { code: null }, 'validation_failed', missing],
    ['an empty identifier', { code: '' }, 'validation_failed', missing],
    ['a blank identifier', { code: ' \t\r\n\u00A0\u2003\uFEFF' }, 'validation_failed', missing],
    ['a number', { code: 5 }, 'validation_failed', wrong],
    ['zero', { code: 0 }, 'validation_failed', wrong],
    ['false', { code: false }, 'validation_failed', wrong],
    ['an object', { code: {} }, 'validation_failed', wrong],
    ['an array', { code: ['a'] }, 'validation_failed', wrong],
    ['a property that is inherited', Object.create({ code: 'a' }), 'validation_failed', missing],
    ['a method of every object', {}, 'validation_failed', 'ToString is missing.', 'toString'],
    ['a key in more than one word', {}, 'validation_failed', 'External_id is missing.', 'external_id'],
    ['a key of one letter', {}, 'validation_failed', 'K is missing.', 'k']
  ]
  for (const [name, value, kind, message, key = 'code'] of cases) {
    const { error, ...rest } = readItem(value, key)
    t.strictSame(rest, {}, name)
    t.strictSame([error?.kind, error?.message, error?.issues], [kind, message, []], name)
  }
})
