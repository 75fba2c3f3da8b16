import Fastify from 'fastify'
import t from 'tap'
import { challengesOf } from '../../lib/answer/challenges.ts'

/** What is left of those on a reply and those of an error. */
async function joined (before: string | string[] | undefined, own: string | readonly string[], isDefault: boolean, realm?: string, basicOnly?: 'asks' | 'hides', instead?: string | false): Promise<unknown> {
  const app = Fastify()
  let all: unknown
  app.get('/', async (_request, reply) => {
    if (before !== undefined) reply.header('www-authenticate', before)
    all = challengesOf(own, isDefault, realm, instead, basicOnly, reply)
    return ''
  })
  await app.inject('/')
  await app.close()
  return all
}

t.test('each scheme once, and the one that says more', async (t) => {
  const cases: Array<[name: string, before: string | string[] | undefined, own: string | string[], isDefault: boolean, expected: string | string[] | undefined, realm?: string | undefined, basicOnly?: 'asks' | 'hides' | undefined, instead?: string | false]> = [
    ['the default, alone', undefined, 'Bearer', true, 'Bearer'],
    ['the default, where Basic is asked for', undefined, 'Bearer', true, 'Basic realm="api"', undefined, 'asks'],
    ['the same with a realm', undefined, 'Bearer', true, 'Basic realm="shop"', 'shop', 'asks'],
    ['none, where Basic is asked for and hidden', undefined, 'Bearer', true, undefined, 'shop', 'hides'],
    ['what is there stays then', 'Digest realm="a"', 'Bearer', true, 'Digest realm="a"', undefined, 'hides'],
    ['and what the error says', undefined, 'Basic realm="a"', false, 'Basic realm="a"', undefined, 'hides'],
    ['the default gives way', 'Digest realm="a"', 'Bearer', true, 'Digest realm="a"', undefined, 'asks'],
    ['the default gives way to several', ['Digest realm="a"', 'Basic realm="b"'], 'Bearer', true, ['Digest realm="a"', 'Basic realm="b"']],
    ['the error\'s own, alone', undefined, 'Bearer error="invalid_token"', false, 'Bearer error="invalid_token"'],
    ['another scheme stays', 'Basic realm="a"', 'Bearer error="invalid_token"', false, ['Basic realm="a"', 'Bearer error="invalid_token"']],
    ['the same scheme, the error says more', 'Bearer realm="a"', 'Bearer error="invalid_token"', false, 'Bearer error="invalid_token"'],
    ['the same scheme, the error says nothing', 'Bearer realm="a", scope="b"', 'Bearer realm="api"', false, 'Bearer realm="a", scope="b"'],
    ['the same scheme in another case', 'bearer realm="a"', 'Bearer error="invalid_token"', false, 'Bearer error="invalid_token"'],
    ['the same twice', ['Basic realm="a"', 'Basic realm="a"'], 'Bearer error="x"', false, ['Basic realm="a"', 'Bearer error="x"']],
    ['several in one field', 'Basic realm="a", Digest realm="b"', 'Digest realm="c"', false, ['Basic realm="a"', 'Digest realm="c"']],
    ['none, where the application says so', undefined, 'Bearer', true, undefined, 'shop', 'asks', false],
    ['another default', undefined, 'Bearer', true, 'DPoP algs="ES256"', undefined, 'hides', 'DPoP algs="ES256"'],
    ['with the realm that it cannot do without', undefined, 'Bearer', true, 'Basic realm="shop"', 'shop', undefined, 'Basic'],
    ['what is there stays then too', 'Digest realm="a"', 'Bearer', true, 'Digest realm="a"', undefined, undefined, false],
    ['and what the error says by itself', undefined, 'Bearer error="invalid_token"', false, 'Bearer error="invalid_token"', undefined, undefined, false],
    ['a realm for what names none', 'Basic', 'Bearer error="x"', false, ['Basic realm="shop"', 'Bearer error="x"'], 'shop']
  ]
  for (const [name, before, own, isDefault, expected, realm, basicOnly, instead] of cases) {
    t.strictSame(await joined(before, own, isDefault, realm, basicOnly, instead), expected, name)
  }
})
