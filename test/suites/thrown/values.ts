/** What nobody may see. */
export const secret = 'SECRET'

const fails = (): never => { throw new Error(secret) }
const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic
const cyclicList: unknown[] = []
cyclicList.push(cyclicList)
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
const traps: Array<keyof ProxyHandler<object>> = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'isExtensible', 'set', 'defineProperty', 'deleteProperty']
const trap = (target: object): object => new Proxy(target, Object.fromEntries(traps.map(name => [name, fails])))

/** What JavaScript allows where a text, a number, a list or an object is meant. */
export const values: ReadonlyArray<readonly [name: string, value: unknown]> = [
  ['undefined', undefined],
  ['null', null],
  ['7', 7],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a bigint', 7n],
  ['a long bigint', 10n ** 3000n],
  ['false', false],
  ['an empty text', ''],
  ['beyond ASCII', 'é‘😀'],
  ['NUL', 'a\0b'],
  ['a new line', 'a\r\nx-injected: 1\r\n\r\nb'],
  ['U+202E', 'a\u202Eb'],
  ['a lone surrogate', 'a\uD800b'],
  ['a long text', 'x'.repeat(5000)],
  ['__proto__', '__proto__'],
  ['a symbol', Symbol('x')],
  ['a function', () => secret],
  ['a class', class { static readonly words = secret }],
  ['an empty object', {}],
  ['an object', { a: { b: 1 } }],
  ['an object without prototype', Object.create(null)],
  ['toString throws', { toString: fails }],
  ['toString is none', { toString: 5, valueOf: 5 }],
  ['toJSON throws', { toJSON: fails }],
  ['toJSON gives nothing', { toJSON: () => undefined }],
  ['members that cannot be JSON', { a: 1n, b: Symbol('x'), c: () => secret, d: NaN, e: undefined }],
  ['an accessor that throws', { get message () { return fails() }, get path () { return fails() }, get a () { return fails() } }],
  ['an object that contains itself', cyclic],
  ['a list that contains itself', cyclicList],
  ['a list with holes', Array(5)],
  ['a list of all sorts', [undefined, null, 7, 7n, Symbol('x'), 'a\0b', {}, [], () => secret, cyclic]],
  ['a list with an accessor that throws', Object.defineProperty(['a', 'b'], 0, { get: fails })],
  ['a long list', Array.from({ length: 200 }, (_, index) => index)],
  ['own __proto__', JSON.parse('{"__proto__":{"a":1},"constructor":5,"toString":7,"hasOwnProperty":1}')],
  ['a Date', new Date(0)],
  ['an invalid Date', new Date(NaN)],
  ['a Map', new Map([['a', 1]])],
  ['a thenable', { then () {} }],
  ['a Buffer', Buffer.from('a\0b')],
  ['a URL', new URL('https://api.example/a')],
  ['a String', Object('x')],
  ['an Error', new Error(secret)],
  ['an AggregateError', new AggregateError([new Error(secret)], secret)],
  ['a generator', (function * () { yield fails() })()],
  ['globalThis', globalThis],
  ['a revoked proxy', revoked({})],
  ['a revoked proxy of a list', revoked([])],
  ['a proxy that throws', trap({})],
  ['a proxy of a list that throws', trap([])]
]
