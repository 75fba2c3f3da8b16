import t from 'tap'
import { schemeOf, serializeChallenge, splitChallenges, withRealm, type Challenge } from '../../lib/http/challenge.ts'
import { readChallenges } from '../helpers/challenges.ts'

t.test('what is written, and what a client reads of it', async (t) => {
  const cases: Array<[challenge: Challenge, written: string, params: Record<string, string>]> = [
    [{}, 'Bearer', {}],
    [{ scheme: 'DPoP', params: { algs: 'ES256 PS256' } }, 'DPoP algs="ES256 PS256"', { algs: 'ES256 PS256' }],
    [{ realm: 'api' }, 'Bearer realm="api"', { realm: 'api' }],
    [{ realm: '' }, 'Bearer realm=""', { realm: '' }],
    [{ realm: 'say "a, b" or \\' }, 'Bearer realm="say \\"a, b\\" or \\\\"', { realm: 'say "a, b" or \\' }],
    [{ scheme: 'Basic', realm: 'api', params: { charset: 'UTF-8' } }, 'Basic realm="api", charset="UTF-8"', { realm: 'api', charset: 'UTF-8' }],
    [{ realm: 'api', scope: 'a b', description: 'It has expired.', error: 'invalid_token' },
      'Bearer realm="api", error="invalid_token", error_description="It has expired.", scope="a b"',
      { realm: 'api', error: 'invalid_token', error_description: 'It has expired.', scope: 'a b' }],
    [{ scope: ['api', 'read_api'] }, 'Bearer scope="api read_api"', { scope: 'api read_api' }],
    [{ scope: ' api  read_api ' }, 'Bearer scope="api read_api"', { scope: 'api read_api' }],
    [{ description: 'a "b" \\ c' }, 'Bearer error_description="a \'b\' / c"', { error_description: "a 'b' / c" }],
    // A new line, a null byte, what is not ASCII: once for all that stand together.
    [{ realm: 'a\r\nSet-Cookie: b=c' }, 'Bearer realm="a?Set-Cookie: b=c"', { realm: 'a?Set-Cookie: b=c' }],
    [{ realm: 'a\0b\x7Fc', description: 'é – \u{1F600}\t.' }, 'Bearer realm="a?b?c", error_description="? ? ?."', { realm: 'a?b?c', error_description: '? ? ?.' }],
    [{ params: { nonce: 'a"\n' } }, 'Bearer nonce="a\\"?"', { nonce: 'a"?' }]
  ]
  for (const [challenge, written, params] of cases) {
    t.equal(serializeChallenge(challenge), written)
    t.strictSame(readChallenges(written), [{ scheme: challenge.scheme ?? 'Bearer', params }], written)
  }
})

t.test('whatever text comes, one challenge with its parameters is read', async (t) => {
  let seed = 6750
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below
  const pieces = ['"', '\\', ',', '=', ' ', '\r\n', 'Bearer', 'a', 'é', '\0', '\t', '\u{10FFFF}', '\uD800', 'realm=', '\x7F', ';']
  const text = (): string => Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join('')
  for (let round = 0; round < 3000; round++) {
    const written = serializeChallenge({ realm: text(), description: text(), error: 'invalid_token', params: { hint: text() } })
    const [read, ...others] = readChallenges(written)
    if (others.length > 0 || Object.keys(read?.params ?? {}).join() !== 'realm,error,error_description,hint' || !/^[\x20-\x7E]*$/.test(written)) t.fail(written)
    if (splitChallenges(written).length !== 1) t.fail(`split: ${written}`)
  }
})

t.test('names that cannot be written are refused', async (t) => {
  const cases: Array<[challenge: Challenge, message: string]> = [
    [{ scheme: '' }, 'scheme of a challenge must be a token such as Bearer, got ""'],
    [{ scheme: 'Bearer, Basic' }, 'scheme of a challenge must be a token such as Bearer, got "Bearer, Basic"'],
    [{ error: 'a"b' }, 'error of a challenge must be a code such as invalid_token, got "a\\"b"'],
    [{ error: 'a\n' }, 'error of a challenge must be a code such as invalid_token, got "a\\n"'],
    [{ error: '' }, 'error of a challenge must be a code such as invalid_token, got ""'],
    [{ scope: '' }, 'scope of a challenge must be names without spaces, quotes and backslashes, got ""'],
    [{ scope: [] }, 'scope of a challenge must be names without spaces, quotes and backslashes, got ""'],
    [{ scope: ['a b'] }, 'scope of a challenge must be names without spaces, quotes and backslashes, got "a b"'],
    [{ scope: 'a\\' }, 'scope of a challenge must be names without spaces, quotes and backslashes, got "a\\\\"'],
    [{ params: { 'a b': 'c' } }, 'the name of a parameter of a challenge must be a token such as charset, got "a b"'],
    [{ realm: 'a', params: { Realm: 'b' } }, 'a challenge has the parameter Realm twice'],
    [{ params: { a: '1', A: '2' } }, 'a challenge has the parameter A twice'],
    [{ scheme: 'basic', error: 'invalid_token' }, 'the scheme Basic has no error, description or scope'],
    [{ scheme: 'Basic', description: 'x' }, 'the scheme Basic has no error, description or scope'],
    [{ scheme: 'Basic', scope: 'x' }, 'the scheme Basic has no error, description or scope']
  ]
  for (const [challenge, message] of cases) t.throws(() => serializeChallenge(challenge), new TypeError(message), message)
})

t.test('fields are split where a challenge begins', async (t) => {
  const cases: Array<[field: string | string[], challenges: string[]]> = [
    ['', []],
    [[], []],
    [' , ,', []],
    ['Bearer', ['Bearer']],
    ['Bearer, Basic', ['Bearer', 'Basic']],
    ['Bearer realm="a, Basic b=\\"c", error=x , Basic realm="d"', ['Bearer realm="a, Basic b=\\"c", error=x', 'Basic realm="d"']],
    ['Digest a = "b" ,c= d,Negotiate abc==, Bearer', ['Digest a = "b", c= d', 'Negotiate abc==', 'Bearer']],
    [['Bearer realm="a"', 'Basic realm="b"'], ['Bearer realm="a"', 'Basic realm="b"']],
    ['Bearer realm="a', ['Bearer realm="a']],
    ['realm="a"', ['realm="a"']]
  ]
  for (const [field, challenges] of cases) t.strictSame(splitChallenges(field), challenges, JSON.stringify(field))
  t.strictSame(['Bearer', 'BASIC realm="a"', 'Digest\ta=b'].map(schemeOf), ['bearer', 'basic', 'digest'])
})

t.test('a realm where there must be one', async (t) => {
  const cases: Array<[challenge: string, realm: string | undefined, written: string]> = [
    ['Bearer', undefined, 'Bearer realm="api"'],
    ['bearer', undefined, 'bearer realm="api"'],
    ['Bearer', 'the "shop"\n', 'Bearer realm="the \\"shop\\"?"'],
    ['Bearer error="invalid_token"', undefined, 'Bearer error="invalid_token"'],
    ['Bearer error="invalid_token"', 'shop', 'Bearer realm="shop", error="invalid_token"'],
    ['Bearer realm="a"', 'shop', 'Bearer realm="a"'],
    ['Bearer error="x",  Realm = a', 'shop', 'Bearer error="x",  Realm = a'],
    ['Bearer error_description="no realm=here"', 'shop', 'Bearer realm="shop", error_description="no realm=here"'],
    ['Basic charset="UTF-8"', undefined, 'Basic realm="api", charset="UTF-8"'],
    ['Digest', undefined, 'Digest realm="api"'],
    ['DPoP algs="ES256"', undefined, 'DPoP algs="ES256"'],
    ['Negotiate', 'shop', 'Negotiate'],
    ['Negotiate abc==', 'shop', 'Negotiate abc==']
  ]
  for (const [challenge, realm, written] of cases) {
    t.equal(withRealm(challenge, realm), written)
    t.equal(readChallenges(written).length, 1, written)
  }
})

t.test('the reader of the tests knows what is none', async (t) => {
  for (const field of ['Bearer realm x', '"a"', 'Bearer realm="a" error="b"', 'Bearer a="b", a="c"', 'Bearer realm="a\u0001"', 'Bearer=a']) {
    t.throws(() => readChallenges(field), SyntaxError, field)
  }
  t.strictSame(readChallenges(', Negotiate abc==,, Basic realm=x,'), [{ scheme: 'Negotiate', params: { '': 'abc==' } }, { scheme: 'Basic', params: { realm: 'x' } }])
})

t.test('splitting is linear', t => {
  // Each doubling doubles the work: what was quadratic took a minute here.
  for (const piece of ['"', '\\"', ',"', 'a="', 'a,']) {
    const field = piece.repeat(200_000)
    t.ok(splitChallenges(field).length > 0, piece)
    t.type(withRealm(`Bearer ${field}`, 'api'), 'string', piece)
  }
  t.end()
})
