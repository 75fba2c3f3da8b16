import t from 'tap'
import { fastifyWords, unknownFailure, unknownIn, ValidationFailure, type Reported } from '../../lib/validation/failure.ts'

const item = (instancePath: string, message: string): object => ({ keyword: 'type', instancePath, schemaPath: '#', params: {}, message })
const reported = (validation: unknown): Reported => ({ validation, validationContext: 'body' }) as Reported

t.test('as Fastify words it', async (t) => {
  const cases: Array<[name: string, validation: unknown, words: string]> = [
    ['nothing', [], ''],
    ['one', [item('/a', 'must be integer')], 'body/a must be integer'],
    ['several', [item('', 'must be object'), item('/b', 'must be null')], 'body must be object, body/b must be null'],
    ['no place', [{ message: 'No.' }], 'body No.'],
    ['words alone', ['No.', 'Never.'], 'body No., body Never.'],
    ['one that is no list', { message: 'No.' }, 'body No.'],
    ['one text', 'No.', 'body No.'],
    ['no items', [null, undefined, 5], 'body undefined, body undefined, body undefined']
  ]
  for (const [name, validation, words] of cases) {
    t.equal(fastifyWords(reported(validation)), words, name)
    t.equal(Object.assign(new ValidationFailure(), reported(validation)).message, words, name)
  }
})

t.test('a failure is an error to whoever asks', async (t) => {
  const failure = new ValidationFailure()
  t.ok(failure instanceof Error)
  t.equal(failure.name, 'Error')
  t.equal(failure.message, 'Validation failed.')
  failure.message = 'Own.'
  t.equal(failure.message, 'Own.', 'it may be worded anew')
  t.equal(new ValidationFailure().message, 'Validation failed.', 'and no other is')
})

t.test('unknown properties', async (t) => {
  const failure = unknownFailure([['x'], ['list', 0, 'a/b']])
  t.match(failure, { statusCode: 400, code: 'FST_ERR_VALIDATION', validationContext: 'body', message: 'body must NOT have additional properties, body/list/0 must NOT have additional properties' })
  t.strictSame(failure.validation.map(({ instancePath, params }) => [instancePath, params]), [['', { additionalProperty: 'x' }], ['/list/0', { additionalProperty: 'a/b' }]])
  t.strictSame(unknownIn(failure), [['x'], ['list', 0, 'a/b']])
  for (const other of [new ValidationFailure(), new Error('No.'), undefined, null, 'body', {}]) t.equal(unknownIn(other), undefined, String(other))
})
