import { createHash } from 'node:crypto'
import t from 'tap'
import { digestOf, storeKey } from '../../lib/limits/store-key.ts'

const digest = (key: string): string => `~${createHash('sha256').update(key).digest('base64url')}`

t.test('keys that may stand in any store stay as they are', async (t) => {
  for (const key of ['192.0.2.1', '2001:db8::/64', 'user-7', 'a_b/c.d:e', '0', 'x'.repeat(64)]) t.equal(storeKey(key), key)
})

t.test('for others there is a digest', async (t) => {
  const keys = ['', 'x'.repeat(65), 'x'.repeat(100_000), 'a b', 'a\0b', 'a\n', '\na', 'é', '😀', '%', '*', '{a}', '~', digest('a'), '\uD800']
  for (const key of keys) {
    t.equal(storeKey(key), digest(key), JSON.stringify(key).slice(0, 30))
    t.match(storeKey(key), /^~[\w-]{43}$/)
  }
  t.equal(digestOf('192.0.2.1'), digest('192.0.2.1'), 'also of what may stand as it is')
})

t.test('no key can be chosen that is the digest of another', async (t) => {
  const key = storeKey('a b')
  t.not(storeKey(key), key)
  t.equal(digestOf('a'), '~ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs', 'the same in every version')
})
