const of = (v, more = {}) => ({ type: 'object', required: ['z'], properties: { v, z: {} }, ...more })
/** As many repetitions of an item as a body of that size holds, with something wrong before it or behind. */
const list = (item, where = 'before') => size => {
  const per = JSON.stringify(item(100_000)).length + 1
  const items = Array.from({ length: Math.floor((size - 40) / per) }, (_, index) => item(index))
  return JSON.stringify(where === 'before' ? { v: items } : { v: items, z: 1 })
}
const text = (one, end = '') => size => JSON.stringify({ v: one.repeat(Math.floor((size - 40) / one.length)) + end })
const both = item => [list(item), list(item, 'behind')]
const letters = [...'abcdefghij']

/** For each schema several inputs: the costliest counts, for bare Fastify and for the plugin each. */
export const families = {
  'maxItems 100, 30 required members': {
    schema: of({ type: 'array', maxItems: 100, items: { type: 'object', required: Array.from({ length: 30 }, (_, index) => `p${index}`), properties: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, { type: 'string' }])) } }),
    inputs: both(() => ({}))
  },
  '10 required members': {
    schema: of({ type: 'array', items: { type: 'object', required: letters, properties: Object.fromEntries(letters.map(name => [name, {}])) } }),
    inputs: [...both(() => ({})), ...both(() => Object.fromEntries(letters.map(name => [name, 1])))]
  },
  integers: { schema: of({ type: 'array', items: { type: 'integer' } }), inputs: [...both(() => 'a'), ...both(() => 1)] },
  'maxItems 100, uniqueItems': { schema: of({ type: 'array', maxItems: 100, uniqueItems: true, items: { type: 'object' } }), inputs: both(i => ({ i })) },
  'maxLength 50, pattern': { schema: of({ type: 'string', maxLength: 50, pattern: '^\\S+@\\S+\\.\\S+$' }), inputs: [text('@'), text('a')] },
  'maxLength 22, exponential pattern': { schema: of({ type: 'array', items: { type: 'string', maxLength: 22, pattern: '^([a-z]+)*$' } }), inputs: both(() => 'aaaaaaaaaaaaaaaaaaaa!') },
  'maxLength 254, email': { schema: of({ type: 'string', maxLength: 254, format: 'email' }), inputs: [text('a.', '@')] },
  'maxProperties 10, propertyNames': {
    schema: of({ type: 'object', maxProperties: 10, propertyNames: { pattern: '^[a-z]+$' } }),
    inputs: [size => JSON.stringify({ v: Object.fromEntries(Array.from({ length: Math.floor((size - 40) / 12) }, (_, index) => [`x${index}`, 1])) })]
  },
  'additionalProperties by a schema': {
    schema: of({ type: 'object', additionalProperties: { type: 'integer' } }),
    inputs: ['1', '"a"'].map(value => size => `{"v":{${Array.from({ length: Math.floor((size - 40) / 14) }, (_, index) => `"x${index}":${value}`).join()}}}`)
  },
  'unknown properties': {
    schema: of({ type: 'array', items: { type: 'object', properties: { a: {} } } }),
    inputs: [...both(() => ({ x: 1 })), ...both(() => ({ a: 1 }))]
  },
  'a union of 8 objects': {
    schema: of({ type: 'array', items: { oneOf: letters.slice(0, 8).map(name => ({ type: 'object', required: ['t', name], properties: { t: { const: name }, [name]: { type: 'integer' } } })) } }),
    inputs: [...both(() => ({ t: 'zz' })), ...both(() => ({ t: 'h', h: 1 }))]
  },
  'a recursive union': {
    schema: { $ref: '#/definitions/n', definitions: { n: { type: 'object', properties: { v: { anyOf: [{ $ref: '#/definitions/n' }, { type: 'object', required: ['w'], properties: { v: { $ref: '#/definitions/n' }, w: {} } }, { type: 'integer' }] }, list: { type: 'array', items: { $ref: '#/definitions/n' } } } } } },
    inputs: ['"x"', '1'].map(end => size => {
      const deep = `${'{"v":'.repeat(10)}${end}${'}'.repeat(10)}`
      return `{"list":[${Array(Math.floor((size - 40) / (deep.length + 1))).fill(deep).join()}]}`
    })
  }
}
