import { Type } from '@sinclair/typebox'
import t from 'tap'
import { checkOptions } from '../../lib/options/check.ts'
import { preconditionsOption } from '../../lib/conditional/option.ts'

const schema = Type.Object({ preconditions: preconditionsOption.schema })
const state = (): undefined => undefined
const right = 'a function (request) => { etag, lastModified, exists, headers } | undefined'

t.test('what may be said', async (t) => {
  for (const [name, given] of Object.entries({ off: false, a: { state }, 'not required': { state, required: false }, required: { state, required: true }, later: { state: async () => undefined } })) {
    t.doesNotThrow(() => checkOptions({ preconditions: given }, schema, ''), name)
  }
})

t.test('what may not', async (t) => {
  const cases: Array<[given: unknown, message: string]> = [
    [undefined, 'option "preconditions" must be false, or { state, required }; got undefined'],
    [true, 'option "preconditions" must be false, or { state, required }; got true'],
    [null, 'option "preconditions" must be false, or { state, required }; got null'],
    [state, 'option "preconditions" must be false, or { state, required }; got a function'],
    [{}, `option "preconditions.state" must be ${right}; got undefined`],
    [{ required: true }, `option "preconditions.state" must be ${right}; got undefined`],
    [{ state: { etag: '"a"' } }, `option "preconditions.state" must be ${right}; got { etag: '"a"' }`],
    [{ state, required: 1 }, 'option "preconditions.required" must be true or false; got 1'],
    [{ state, required: 'yes' }, 'option "preconditions.required" must be true or false; got "yes"'],
    [{ state, etag: '"a"' }, 'option "preconditions.etag" does not exist; the options are state, required']
  ]
  for (const [given, message] of cases) t.throws(() => checkOptions({ preconditions: given }, schema, ''), new TypeError(`fastify-conformant: ${message}`), message)
})
