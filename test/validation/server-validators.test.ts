import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { ServerValidators } from '../../lib/validation/server-validators.ts'

function make (): { validators: ServerValidators, warned: string[] } {
  const warned: string[] = []
  return { warned, validators: new ServerValidators({ warn: (line: string) => warned.push(line) } as unknown as FastifyBaseLogger) }
}

const schema = { type: 'object', properties: { n: { type: 'integer' } } }

/** Whether values are coerced in a body: only Fastify's own validation does that. */
function isBare (validators: ServerValidators, method: string, url: string, of: object = schema): boolean {
  const compile = validators.build({} as never, { customOptions: { coerceTypes: true }, plugins: [] } as never)
  const validate = compile({ schema: of, method, url, httpPart: 'body' } as never) as unknown as (value: unknown) => boolean
  return validate({ n: '1' })
}

t.test('a route has the validation that it says', async (t) => {
  const { validators } = make()
  validators.declare('PUT', '/bare', true)
  validators.declare('PUT', '/ours', false)
  const cases: Array<[method: string, url: string, bare: boolean]> = [
    ['PUT', '/bare', true], ['POST', '/bare', false], ['PUT', '/ours', false], ['PUT', '/unsaid', false]
  ]
  for (const [method, url, bare] of cases) t.equal(isBare(validators, method, url), bare, `${method} ${url}`)
})

t.test('of two of one method and URL both must want Fastify\'s', async (t) => {
  for (const [said, bare] of [[[true, true], true], [[true, false], false], [[false, true], false], [[false, true, true], false]] as const) {
    const { validators } = make()
    for (const one of said) validators.declare('PUT', '/', one)
    t.equal(isBare(validators, 'PUT', '/'), bare, said.join())
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
