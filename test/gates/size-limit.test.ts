import { Type } from '@sinclair/typebox'
import t from 'tap'
import { sizeLimit, type LimitOption } from '../../lib/gates/size-limit.ts'
import { checkOptions } from '../../lib/options/check.ts'

const { default: standard, read, schema: option } = sizeLimit('items', 100)
const said = { of: '', given: {}, around: {} }

t.test('what an option says of a limit, over what holds around it', async (t) => {
  const around = { limit: 9, status: 403 as const }
  const off = { limit: undefined, status: 403 as const }
  const cases: Array<[given: LimitOption | undefined, alone: unknown, below: unknown, belowOff: unknown]> = [
    [undefined, [100, 413], [9, 403], [undefined, 403]],
    [true, [100, 413], [9, 403], [100, 403]],
    [false, [undefined, 413], [undefined, 403], [undefined, 403]],
    [5, [5, 413], [5, 403], [5, 403]],
    [{ limit: 5 }, [5, 413], [5, 403], [5, 403]],
    [{ status: 413 }, [100, 413], [9, 413], [100, 413]],
    [{ status: 403 }, [100, 403], [9, 403], [100, 403]],
    [{ limit: 5, status: 413 }, [5, 413], [5, 413], [5, 413]]
  ]
  for (const [given, ...expected] of cases) {
    t.strictSame([standard, around, off].map(held => Object.values(read(given, held, said))), expected, JSON.stringify(given))
  }
})

const schema = Type.Object({ a: option })
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
