import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import type { Coercion } from '../../lib/validation/compiler.ts'
import { asText } from '../../lib/validation/text-bodies.ts'
import { ServerValidators } from '../../lib/validation/server-validators.ts'

function make (): { validators: ServerValidators, warned: string[] } {
  const warned: string[] = []
  return { warned, validators: new ServerValidators({ warn: (line: string) => warned.push(line) } as unknown as FastifyBaseLogger) }
}

const schema = { type: 'object', properties: { n: { type: 'integer' } } }

/** Whether values are coerced in a body: only Fastify's own validation does that. */
function isBare (validators: ServerValidators, method: string, url: string, of: object = schema): boolean {
  const compile = validators.build({} as never, { customOptions: {}, plugins: [] } as never)
  const validate = compile({ schema: of, method, url, httpPart: 'body' } as never) as unknown as (value: unknown) => boolean
  return validate({ n: '1' })
}

t.test('a route has the validation that it says', async (t) => {
  const { validators } = make()
  validators.declare('PUT', '/bare', { isBare: true, coerce: false })
  validators.declare('PUT', '/ours', { isBare: false, coerce: false })
  const cases: Array<[method: string, url: string, bare: boolean]> = [
    ['PUT', '/bare', true], ['POST', '/bare', false], ['PUT', '/ours', false], ['PUT', '/unsaid', false]
  ]
  for (const [method, url, bare] of cases) t.equal(isBare(validators, method, url), bare, `${method} ${url}`)
})

t.test('of two of one method and URL both must want Fastify\'s', async (t) => {
  for (const [said, bare] of [[[true, true], true], [[true, false], false], [[false, true], false], [[false, true, true], false]] as const) {
    const { validators } = make()
    for (const one of said) validators.declare('PUT', '/', { isBare: one, coerce: false })
    t.equal(isBare(validators, 'PUT', '/'), bare, said.join())
  }
})

t.test('a route coerces what it says; of two of one method and URL, what both do', async (t) => {
  const cases: Array<[said: Coercion[], json: boolean, form: boolean]> = [
    [[], false, false],
    [['forms'], false, true],
    [['all'], true, true],
    [[false], false, false],
    [['all', 'all'], true, true],
    [['all', 'forms'], false, true],
    [['forms', 'all'], false, true],
    [['all', false], false, false],
    [[false, 'forms'], false, false]
  ]
  for (const [said, json, form] of cases) {
    const { validators } = make()
    for (const coerce of said) validators.declare('PUT', '/', { isBare: false, coerce })
    const validate = validators.build({} as never, { customOptions: {}, plugins: [] } as never)({ schema, method: 'PUT', url: '/', httpPart: 'body' } as never) as unknown as (value: unknown) => boolean
    const text = { n: '1' }
    asText(text)
    t.strictSame([validate({ n: '1' }), validate(text)], [json, form], JSON.stringify(said))
  }
})

t.test('where nobody reads forms none are looked for', async (t) => {
  for (const [said, form] of [[[true], true], [[false], false], [[false, true], true], [[false, false], false]] as const) {
    const { validators } = make()
    for (const one of said) validators.declare('PUT', '/', { isBare: false, coerce: 'forms', hasForms: () => one })
    const validate = validators.build({} as never, { customOptions: {}, plugins: [] } as never)({ schema, method: 'PUT', url: '/', httpPart: 'body' } as never) as unknown as (value: unknown) => boolean
    const text = { n: '1' }
    asText(text)
    t.equal(validate(text), form, said.join())
  }
})

t.test('a schema can ask for Fastify\'s by itself', async (t) => {
  const { validators } = make()
  const bare = validators.bare(schema)
  t.strictSame(bare, schema)
  t.not(bare, schema)
  t.equal(isBare(validators, 'PUT', '/', bare), true)
  t.equal(isBare(validators, 'PUT', '/', schema), false, 'what was given stays what it was')
  t.equal(isBare(make().validators, 'PUT', '/', bare), false, 'of this server only')
})

t.test('what the application\'s Ajv takes out is said once for each word', async (t) => {
  const cases: Array<[said: Array<string | boolean | undefined>, warned: string[], removesAll: boolean]> = [
    [[undefined, false], [], false],
    [['all'], ['"all"'], true],
    [['all', 'all'], ['"all"'], true],
    [['failing'], ['"failing"'], false],
    [[true, 'failing', undefined], ['true', '"failing"'], false],
    [['all', false], ['"all"'], true]
  ]
  for (const [said, words, removesAll] of cases) {
    const { validators, warned } = make()
    for (const removeAdditional of said) validators.build({} as never, { customOptions: removeAdditional === undefined ? {} : { removeAdditional }, plugins: [] } as never)
    t.strictSame(warned, words.map(word => `removeAdditional is ${word} in the options that the application has given to Ajv: properties that it stands for are removed, not refused`), String(said))
    t.equal(validators.removesAll, removesAll, String(said))
  }
})
