import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { subjectOf } from '../../lib/limits/subject.ts'
import type { LimitKey } from '../../lib/limits/limit-options.ts'

const from = (ip: string | undefined): FastifyRequest => ({ ip }) as FastifyRequest
const counted = (key: LimitKey, request: FastifyRequest, more: Partial<Parameters<typeof subjectOf>[0]> = {}): string | undefined =>
  subjectOf({ key, allow: [], exempt: undefined, ipv6Prefix: 64, ...more })(request)

t.test('addresses', async (t) => {
  const long = 'a'.repeat(65)
  const cases: Array<[ip: string | undefined, bits: number, key: string]> = [
    ['192.0.2.1', 64, '192.0.2.1'],
    ['192.0.2.1:4711', 64, '192.0.2.1'],
    ['::ffff:192.0.2.1', 64, '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', 64, '2001:db8:1:2/64'],
    ['[2001:db8:1:2:3:4:5:6]:443', 64, '2001:db8:1:2/64'],
    ['[2001:db8:1:2:3:4:5:6]', 48, '2001:db8:1/48'],
    ['2001:db8:1:2:3:4:5:6', 128, '2001:db8:1:2:3:4:5:6/128'],
    ['fe80::1%eth0', 64, 'fe80:0:0:0/64'],
    [undefined, 64, 'local'],
    ['', 64, ''],
    ['unknown', 64, 'unknown'],
    ['a:b', 64, 'a:b'],
    [long, 64, 'digest'],
    [`${long}:${long}`, 64, 'digest']
  ]
  for (const [ip, bits, key] of cases) {
    const found = counted('address', from(ip), { ipv6Prefix: bits })
    if (key === 'digest') t.match(found, /^~[\w-]{43}$/, 'a digest')
    else t.equal(found, key, String(ip))
  }
})

t.test('the whole server', async (t) => {
  t.equal(counted('instance', from('192.0.2.1')), '*')
})

t.test('what a function says', async (t) => {
  const cases: Array<[said: unknown, key: string | undefined]> = [
    ['a', 'a'], ['', ''], [undefined, undefined], [null, undefined], [7, '7'], [0, '0'], [NaN, 'NaN'], [10n, '10'], ['x'.repeat(64), 'x'.repeat(64)],
    ['__proto__', '__proto__'], ['\0', '\0']
  ]
  for (const [said, key] of cases) t.equal(counted(() => said as string, from('192.0.2.1')), key, typeof said === 'string' ? JSON.stringify(said) : String(said))
})

t.test('a longer key is kept as its digest', async (t) => {
  const keys = ['x'.repeat(65), 'x'.repeat(66), 'y'.repeat(16_000)].map(token => counted(() => token, from('192.0.2.1')))
  t.strictSame(keys.map(key => key?.length), [44, 44, 44])
  t.equal(new Set(keys).size, 3)
  t.equal(counted(() => 'x'.repeat(65), from('192.0.2.1')), keys[0])
  t.not(counted(() => keys[0], from('192.0.2.1')), keys[0], 'nobody can ask for the digest of another')
})

t.test('what is no key is refused: all of such requests would share one', async (t) => {
  const cases: Array<[said: unknown, kind: string]> = [
    [{}, 'a value of the type object'], [['a'], 'a list'], [true, 'a value of the type boolean'], [false, 'a value of the type boolean'],
    [Symbol('x'), 'a value of the type symbol'], [() => 'a', 'a value of the type function']
  ]
  for (const [said, kind] of cases) {
    t.throws(() => counted(() => said as string, from('192.0.2.1')),
      new TypeError(`the key of a limit must be a string, or undefined for a request that is not counted; got ${kind}`), kind)
  }
})

t.test('a promise is refused, and its rejection ends nothing', async (t) => {
  const late = (of: string): TypeError => new TypeError(`${of} of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's`)
  t.throws(() => counted((async () => 'a') as never, from('192.0.2.1')), late('key'))
  t.throws(() => counted((async () => { throw new Error('away') }) as never, from('192.0.2.1')), late('key'))
  t.throws(() => counted('address', from('192.0.2.1'), { exempt: (async () => false) as never }), late('exempt'))
  // A query that begins when somebody waits for it.
  t.throws(() => counted('address', from('192.0.2.1'), { exempt: (() => ({ then () {} })) as never }), late('exempt'))
  await new Promise(resolve => setImmediate(resolve))
})

t.test('who is not counted', async (t) => {
  const allow = ['10.0.0.0/8']
  t.equal(counted('address', from('10.1.2.3'), { allow }), undefined)
  t.equal(counted('address', from('10.1.2.3:4711'), { allow }), undefined)
  t.equal(counted('address', from('11.1.2.3'), { allow }), '11.1.2.3')
  t.equal(counted('address', from(undefined), { allow }), 'local', 'a Unix socket has no address')
  t.equal(counted('instance', from('10.1.2.3'), { allow }), undefined)
  t.equal(counted(() => { throw new Error('not asked') }, from('10.1.2.3'), { allow }), undefined)
  t.equal(counted('address', from('10.1.2.3'), { allow, exempt: () => { throw new Error('not asked') } }), undefined)
  const exempt: Array<[said: unknown, isExempt: boolean]> = [[true, true], [false, false], [undefined, false], [null, false], ['', false], ['yes', true], [0, false]]
  for (const [said, isExempt] of exempt) {
    t.equal(counted('address', from('192.0.2.1'), { exempt: () => said as boolean }), isExempt ? undefined : '192.0.2.1', String(said))
  }
})
