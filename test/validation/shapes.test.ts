import t from 'tap'
import { anyShape, shapeOf } from '../../lib/validation/shapes.ts'

const shared: Record<string, unknown> = {
  nothing: { type: 'null' },
  part: { type: 'object', properties: { fieldname: { type: 'string' } } },
  circle: { $ref: 'circle' },
  deepForm: { allOf: [{ $ref: 'deepForm' }] }
}
const shape = (schema: unknown) => shapeOf(schema, id => shared[id])
const object = (required: string[], properties: object): object => ({ type: 'object', required, properties })

t.test('whether no body is one', async (t) => {
  const cases: Array<[schema: unknown, allows: boolean]> = [
    [{}, true],
    [true, true],
    [false, false],
    ['no schema', true],
    [null, true],
    [{ type: 'object' }, false],
    [{ type: 'null' }, true],
    [{ type: ['object', 'null'] }, true],
    [{ type: 'object', nullable: true }, true],
    [{ type: 'object', nullable: false }, false],
    [{ properties: { a: {} } }, true],
    [{ const: null }, true],
    [{ const: 1 }, false],
    [{ enum: [1, null] }, true],
    [{ enum: [1, 'a', [], {}, true] }, false],
    [{ type: 'string', enum: [null] }, false],
    [{ anyOf: [{ type: 'object' }, { type: 'null' }] }, true],
    [{ oneOf: [{ type: 'object' }, { type: 'array' }] }, false],
    [{ anyOf: [] }, true],
    [{ anyOf: 'x' }, true],
    [{ allOf: [{}, { type: 'object' }] }, false],
    [{ allOf: [{ type: ['null', 'object'] }, { type: ['null', 'array'] }] }, true],
    [{ $ref: 'nothing' }, true],
    [{ $ref: '#/definitions/a', definitions: { a: { type: 'object' } } }, false],
    [{ $ref: 'circle' }, true],
    [{ $ref: 5 }, true]
  ]
  for (const [schema, allows] of cases) t.equal(shape(schema).allowsNull, allows, JSON.stringify(schema))
})

t.test('whether it describes JSON', async (t) => {
  const cases: Array<[schema: unknown, isJson: boolean]> = [
    [{}, false],
    [{ type: 'string' }, false],
    [{ type: ['string', 'object'] }, false],
    [{ type: 'object' }, true],
    [{ type: 'integer' }, true],
    [{ properties: {} }, true],
    [{ items: {} }, true],
    [{ anyOf: [{ type: 'string' }, { type: 'object', required: ['a'] }] }, true],
    [{ oneOf: [{ type: 'string' }, {}] }, false],
    [{ allOf: [{ properties: {} }] }, true],
    [{ $ref: 'part' }, true],
    [{ $ref: 'circle' }, false]
  ]
  for (const [schema, isJson] of cases) t.equal(shape(schema).isJson, isJson, JSON.stringify(schema))
})

t.test('whether a form can meet it', async (t) => {
  const cases: Array<[name: string, schema: unknown, isForm: boolean]> = [
    ['anything', {}, true],
    ['no object', { type: 'array' }, false],
    ['text', { type: 'string' }, false],
    ['no fields', { type: 'object' }, true],
    ['fields', object(['a', 'b', 'c', 'd'], { a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'boolean' }, d: { enum: ['x'] } }), true],
    ['a list of texts', object(['a'], { a: { type: 'array', items: { type: 'string' } } }), true],
    ['a list of anything', object(['a'], { a: { type: 'array' } }), true],
    ['a list of objects', object(['a'], { a: { type: 'array', items: { type: 'object' } } }), false],
    ['a list of lists', object(['a'], { a: { type: 'array', items: { type: 'array' } } }), false],
    ['a tuple', object(['a'], { a: { type: 'array', items: [{ type: 'string' }, { type: 'object' }] } }), false],
    ['an object', object(['a'], { a: { type: 'object' } }), false],
    ['an object that may be left out', object([], { a: { type: 'object' } }), true],
    ['a field that is not described', object(['a'], {}), true],
    ['a file', object(['a'], { a: { isFile: true } }), true],
    ['a part', object(['a'], { a: { type: 'object', properties: { value: { type: 'string' } } } }), true],
    ['the shared schema of parts', object(['a'], { a: { $ref: 'part' } }), true],
    ['parts', object(['a'], { a: { type: 'array', items: { $ref: 'part' } } }), true],
    ['required that is no list', { type: 'object', required: 'a' }, true],
    ['together', { allOf: [object(['a'], { a: { type: 'object' } })] }, false],
    ['one of', { type: 'object', oneOf: [object(['a'], { a: { type: 'object' } }), object(['b'], { b: {} })] }, true],
    ['none of', { type: 'object', anyOf: [object(['a'], { a: { type: 'object' } })] }, false],
    ['a circle', { $ref: 'deepForm' }, true],
    ['anything in it', { type: 'object', allOf: [true] }, true]
  ]
  for (const [name, schema, isForm] of cases) t.equal(shape(schema).isForm, isForm, name)
  t.strictSame(anyShape, { allowsNull: true, isJson: false, isForm: true })
})
