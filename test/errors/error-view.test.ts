import t from 'tap'
import { errorSerializer, errorView } from '../../lib/errors/error-view.ts'
import { conflict, internal } from '../../lib/index.ts'

const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'

t.test('whatever is thrown has a type and a message', async (t) => {
  class Own extends Error {}
  const cases: Array<[thrown: unknown, type: string, message: string]> = [
    [new Own('no'), 'Own', 'no'],
    [conflict('Taken.'), 'ApiError', 'Taken.'],
    ['no', 'string', 'no'],
    [null, 'null', 'null'],
    [undefined, 'undefined', 'undefined'],
    [7n, 'bigint', '7'],
    [Symbol('no'), 'symbol', 'Symbol(no)'],
    [() => secret, 'function', 'a function was thrown'],
    [{ token: secret }, 'Object', 'an object was thrown'],
    [{ code: 'HPE_INVALID_METHOD', reason: 'Invalid method', bytesParsed: 4 }, 'Object', 'Invalid method'],
    [Object.assign(Object.create(null), { name: 'Bare', message: 'no' }), 'Bare', 'no'],
    [Object.create(null), 'Object', 'an object was thrown'],
    ['a\nb\u202E', 'string', 'a\uFFFDb\uFFFD'],
    [new Error('a'.repeat(501)), 'Error', `${'a'.repeat(499)}…`]
  ]
  for (const [thrown, type, message] of cases) {
    t.match(errorSerializer(thrown), { type, message }, type)
    t.ok(errorView(thrown) instanceof Error, type)
  }
})

t.test('of the members of an error those are shown that only say what it is', async (t) => {
  const thrown = Object.assign(new Error('no'), {
    code: '23505', errno: -2, statusCode: 500, constraint: 'c'.repeat(200), table: true, column: {}, detail: secret, config: { headers: { authorization: secret } }
  })
  const { stack, ...rest } = errorSerializer(thrown)
  t.strictSame(rest, { type: 'Error', message: 'no', code: '23505', errno: -2, statusCode: 500, constraint: `${'c'.repeat(99)}…`, table: true })
  t.match(stack, /^Error: no\n {4}at /)
  t.strictSame(errorSerializer({ code: secret, errno: 7, syscall: 'READ' }), { type: 'Object', message: 'an object was thrown', errno: 7, syscall: 'READ' }, 'of what is no error, constants')
})

t.test('causes, four deep, and of several errors five', async (t) => {
  let deep: Error = new Error('0')
  for (let at = 1; at < 10; at++) deep = new Error(String(at), { cause: deep })
  const seen: string[] = []
  for (let one = errorSerializer(deep) as ReturnType<typeof errorSerializer> | undefined; one !== undefined; one = one.cause) seen.push(one.message)
  t.strictSame(seen, ['9', '8', '7', '6', '5'])
  const circle = new Error('around')
  circle.cause = circle
  t.equal(errorSerializer(circle).cause?.cause?.cause?.cause?.cause, undefined)
  t.equal(errorSerializer(new AggregateError(Array.from({ length: 9 }, () => new Error('one')), 'all')).errors?.length, 5)
  t.equal(errorSerializer(internal({ cause: null })).cause, undefined)
})

t.test('the stack has the message that is shown, and an end', async (t) => {
  const long = new Error(secret.repeat(1000))
  t.ok((errorSerializer(long).stack as string).length < 4700)
  const none = Object.assign(new Error('no'), { stack: 'nothing that looks like one' })
  t.equal(errorSerializer(none).stack, 'Error: no')
  t.equal(errorSerializer(Object.assign(new Error('no'), { stack: undefined })).stack, undefined)
})

t.test('what JSON.parse() has read is not repeated', async (t) => {
  for (const text of [`{${secret}`, `{"a":1,"b":2,"c":3,"d":4, ${secret} "e":5}`, secret]) {
    try {
      JSON.parse(text)
    } catch (fault) {
      t.notMatch(JSON.stringify(errorSerializer(fault)), secret.slice(0, 6), text)
    }
  }
})

t.test('nothing that throws when it is read', async (t) => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const getter = { get message () { throw new Error('no') } }
  for (const thrown of [revoked.proxy, getter]) t.strictSame(errorSerializer(thrown), { type: 'unknown', message: 'what was thrown cannot be read' })
  t.match(errorSerializer(Object.defineProperty(new Error('no'), 'code', { get () { throw new Error('no') } })), { message: 'no' })
})
