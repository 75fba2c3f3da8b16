import t from 'tap'
import { namedPropertiesOf } from '../../lib/validation/named-properties.ts'
import { compileRemoval, compileUnknownProperties } from '../../lib/validation/unknown-properties.ts'
import { valibot, yup, zod3, zod4 } from '../fixtures/schemas.ts'

type Case = [name: string, schema: unknown, body: unknown, found: Array<Array<string | number>>]

const text = zod4('string')
const object4 = (shape: object, more: object = {}): object => zod4('object', { shape, ...more })
const object3 = (shape: object, more: object = {}): object => zod3('ZodObject', { shape: () => shape, ...more })
const a4 = object4({ a: text })
const a3 = object3({ a: zod3('ZodString') })
const ofValibot = valibot('object', { entries: { a: valibot('string') } })

const ofZod4: Case[] = [
  ['an object', a4, { a: 1, x: 1 }, [['x']]],
  ['as a function', zod4('object', { shape: () => ({ a: text }) }), { x: 1 }, [['x']]],
  ['strict', object4({ a: text }, { catchall: zod4('never') }), { x: 1 }, [['x']]],
  ['loose', object4({ a: text }, { catchall: zod4('unknown') }), { x: 1 }, []],
  ['inside', object4({ b: a4 }), { b: { x: 1 } }, [['b', 'x']]],
  ['optional', object4({ b: zod4('optional', { innerType: a4 }) }), { b: { x: 1 } }, [['b', 'x']]],
  ['a list', zod4('array', { element: a4 }), [{ a: 1 }, { x: 1 }], [[1, 'x']]],
  ['a record', zod4('record', { valueType: a4 }), { r: { x: 1 } }, [['r', 'x']]],
  ['a union', zod4('union', { options: [a4, object4({ b: text })] }), { a: 1, b: 1, x: 1 }, [['x']]],
  ['a union with a text', zod4('union', { options: [a4, text] }), { x: 1 }, [['x']]],
  ['a union with a record', zod4('union', { options: [a4, zod4('record', { valueType: text })] }), { x: 1 }, []],
  ['a union with anything', zod4('union', { options: [a4, zod4('any')] }), { x: 1 }, []],
  ['an intersection', zod4('intersection', { left: a4, right: object4({ b: text }) }), { a: 1, b: 1, x: 1 }, [['x']]],
  ['an intersection with a record', zod4('intersection', { left: a4, right: zod4('record', { valueType: zod4('any') }) }), { x: 1 }, []],
  ['lazy', zod4('lazy', { getter: () => a4 }), { x: 1 }, [['x']]],
  ['a pipe', zod4('pipe', { in: a4, out: zod4('transform') }), { x: 1 }, [['x']]],
  ['a pipe that begins with a change', zod4('pipe', { in: zod4('transform'), out: a4 }), { x: 1 }, []],
  ['a tuple is left to Zod', zod4('tuple', { items: [a4] }), [{ x: 1 }], []]
]

const ofZod3: Case[] = [
  ['an object', a3, { a: 1, x: 1 }, [['x']]],
  ['passthrough', object3({}, { unknownKeys: 'passthrough' }), { x: 1 }, []],
  ['catchall', object3({}, { catchall: zod3('ZodNumber') }), { x: 1 }, []],
  ['strip', object3({}, { unknownKeys: 'strip', catchall: zod3('ZodNever') }), { x: 1 }, [['x']]],
  ['a list', zod3('ZodArray', { type: a3 }), [{ x: 1 }], [[0, 'x']]],
  ['told apart by a tag', zod3('ZodDiscriminatedUnion', { options: new Map([['a', a3]]) }), { x: 1 }, [['x']]],
  ['nullable', zod3('ZodNullable', { innerType: a3 }), { x: 1 }, [['x']]],
  ['refined', zod3('ZodEffects', { schema: a3, effect: { type: 'refinement' } }), { x: 1 }, [['x']]],
  ['preprocessed', zod3('ZodEffects', { schema: a3, effect: { type: 'preprocess' } }), { x: 1 }, []],
  ['with an effect of which nothing is said', zod3('ZodEffects', { schema: a3 }), { x: 1 }, [['x']]],
  ['a pipeline', zod3('ZodPipeline', { in: a3 }), { x: 1 }, [['x']]],
  ['branded', zod3('ZodBranded', { type: a3 }), { x: 1 }, [['x']]],
  ['a union with values', zod3('ZodUnion', { options: [a3, zod3('ZodNativeEnum')] }), { x: 1 }, [['x']]]
]

const others: Case[] = [
  ['Valibot: an object', ofValibot, { a: 1, x: 1 }, [['x']]],
  ['strict', valibot('strict_object', { entries: {} }), { x: 1 }, [['x']]],
  ['loose', valibot('loose_object', { entries: {} }), { x: 1 }, []],
  ['with a rest', valibot('object_with_rest', { entries: { b: ofValibot } }), { b: { x: 1 }, y: 1 }, [['b', 'x']]],
  ['a list', valibot('array', { item: ofValibot }), [{ x: 1 }], [[0, 'x']]],
  ['a record', valibot('record', { value: ofValibot }), { r: { x: 1 } }, [['r', 'x']]],
  ['a union', valibot('union', { options: [ofValibot, valibot('string')] }), { x: 1 }, [['x']]],
  ['a union with a record', valibot('union', { options: [ofValibot, valibot('record', { value: valibot('string') })] }), { x: 1 }, []],
  ['told apart by a tag', valibot('variant', { options: [ofValibot] }), { x: 1 }, [['x']]],
  ['an intersection', valibot('intersect', { options: [ofValibot, valibot('object', { entries: { b: {} } })] }), { a: 1, b: 1, x: 1 }, [['x']]],
  ['optional', valibot('optional', { wrapped: ofValibot }), { x: 1 }, [['x']]],
  ['a class', valibot('instance'), { x: 1 }, []],
  ['yup: an object', yup('object', { fields: { a: yup('string'), b: yup('object', { fields: { c: yup('string') } }) } }), { b: { x: 1 }, y: 1 }, [['y'], ['b', 'x']]],
  ['that names nothing', yup('object', { fields: {} }), { x: 1 }, []],
  ['that has no names', yup('object'), { x: 1 }, []],
  ['a list', yup('array', { innerType: yup('object', { fields: { a: yup('string') } }) }), [{ x: 1 }], [[0, 'x']]],
  ['a list of anything', yup('array'), [{ x: 1 }], []],
  ['an older yup', { type: 'object', fields: { a: {} }, '~standard': {} }, { x: 1 }, [['x']]]
]

t.test('the names of Zod 4, Zod 3, Valibot and yup', async (t) => {
  for (const [library, cases] of [['Zod 4', ofZod4], ['Zod 3', ofZod3], ['others', others]] as const) {
    for (const [name, schema, body, found] of cases) t.strictSame(compileUnknownProperties(schema, () => undefined)?.(body) ?? [], found, `${library}: ${name}`)
  }
})

t.test('they are taken out', async (t) => {
  const body = { a: 1, x: 1 }
  compileRemoval(a4, () => undefined)?.(body)
  t.strictSame(body, { a: 1 })
})

t.test('a schema of anybody else has no shape', async (t) => {
  for (const schema of [undefined, null, 5, 'x', {}, { type: 'object', properties: {} }, { fields: {} }, { '~standard': {} }]) t.equal(namedPropertiesOf(schema), undefined, JSON.stringify(schema))
})

t.test('shapes that are odd', async (t) => {
  for (const schema of [{ _zod: {}, _def: {} }, { _zod: null, _def: {} }, zod4('object'), zod4('optional', { innerType: null }), zod4('array', { element: 5 }), zod4('constructor'), valibot('object'), valibot(5 as never), yup('mixed')]) {
    t.strictSame(compileUnknownProperties(schema, () => undefined)?.({}) ?? [], [], JSON.stringify(schema))
  }
  t.throws(() => namedPropertiesOf(zod4('lazy', { getter: () => { throw new Error('Not there.') } })), { message: 'Not there.' })
  t.throws(() => namedPropertiesOf(zod4('union')), TypeError)
})

t.test('a schema that contains itself, several times', async (t) => {
  const shape: Record<string, unknown> = { a: text }
  const node = object4(shape)
  for (const name of ['left', 'right', 'up', 'down']) shape[name] = zod4('optional', { innerType: zod4('lazy', { getter: () => node }) })
  shape.list = zod4('array', { element: node })
  const unknownIn = compileUnknownProperties(node, () => undefined)
  t.strictSame(unknownIn?.({ left: { right: { up: { down: { x: 1 } } } }, list: [{ y: 1 }] }), [['left', 'right', 'up', 'down', 'x'], ['list', 0, 'y']])
  const optional = zod4('optional', { innerType: object4({ get next () { return optional } }) })
  t.strictSame(compileUnknownProperties(optional, () => undefined)?.({ next: { next: { x: 1 } } }), [['next', 'next', 'x']])
})

t.test('a schema that is made anew without end', async (t) => {
  const endless = (): object => object4({ left: zod4('lazy', { getter: endless }), right: zod4('lazy', { getter: endless }) })
  t.strictSame(compileUnknownProperties(endless(), () => undefined)?.({ left: { x: 1 }, right: { left: { y: 1 } } }).length, 1, 'what is behind the bound is left to the library')
  const line = (): object => object4({ next: zod4('lazy', { getter: line }) })
  t.strictSame(compileUnknownProperties(line(), () => undefined)?.({ next: { next: { x: 1 } } }), [['next', 'next', 'x']])
})
