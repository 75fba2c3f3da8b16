import { Type } from '@sinclair/typebox'
import t from 'tap'
import { checkOptions } from '../../lib/check-options.ts'
import { excessStatusOf, limitOf, limitOption, type ExcessStatus, type LimitOption } from '../../lib/gates/limit-option.ts'

const schema = Type.Object({ a: limitOption('items') })
const whole = 'a whole number of items from 1'
const any = `true, false, ${whole}, or { limit, status }`

t.test('what may be said', async (t) => {
  for (const given of [true, false, 1, 1_000_000, { limit: 1 }, { status: 413 }, { status: 403 }, { limit: 5, status: 403 }]) {
    t.doesNotThrow(() => checkOptions({ a: given }, schema, ''), JSON.stringify(given))
  }
})

t.test('what may not', async (t) => {
  const cases: Array<[given: unknown, message: string]> = [
    [0, `option "a" must be ${any}; got 0`],
    [-1, `option "a" must be ${any}; got -1`],
    [1.5, `option "a" must be ${any}; got 1.5`],
    [NaN, `option "a" must be ${any}; got NaN`],
    [Infinity, `option "a" must be ${any}; got Infinity`],
    ['5', `option "a" must be ${any}; got "5"`],
    [null, `option "a" must be ${any}; got null`],
    [[], `option "a" must be ${any}; got []`],
    [{}, `option "a" must be ${any}; got {}`],
    [{ limit: 0 }, `option "a.limit" must be ${whole}; got 0`],
    [{ limit: '5' }, `option "a.limit" must be ${whole}; got "5"`],
    [{ status: 400 }, 'option "a.status" must be 413 or 403; got 400'],
    [{ status: '413' }, 'option "a.status" must be 413 or 403; got "413"'],
    [{ limit: 5, max: 5 }, 'option "a.max" does not exist; the options are limit, status']
  ]
  for (const [given, message] of cases) t.throws(() => checkOptions({ a: given }, schema, ''), new TypeError(`fastify-conformant: ${message}`), message)
})

t.test('the limit and the status that are said', async (t) => {
  const cases: Array<[given: LimitOption | undefined, limit: number | undefined, status: (around: ExcessStatus) => ExcessStatus]> = [
    [undefined, undefined, around => around],
    [true, undefined, around => around],
    [false, undefined, around => around],
    [5, 5, around => around],
    [{ limit: 5 }, 5, around => around],
    [{ status: 403 }, undefined, () => 403],
    [{ limit: 5, status: 413 }, 5, () => 413]
  ]
  for (const [given, limit, status] of cases) {
    if (typeof given === 'number' || typeof given === 'object') t.equal(limitOf(given), limit, `the limit of ${JSON.stringify(given)}`)
    for (const around of [413, 403] as const) t.equal(excessStatusOf(given, around), status(around), `the status of ${JSON.stringify(given)} in ${around}`)
  }
})
