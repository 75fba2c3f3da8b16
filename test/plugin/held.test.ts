import Fastify from 'fastify'
import t from 'tap'
import { configWith, scopeOf, setScope, unasked, type Held, type Scope } from '../../lib/plugin/held.ts'

const held = (name: string): Held => ({ ...unasked, name }) as unknown as Held
const scope = (name: string): Scope => held(name) as Scope

t.test('a scope is seen from below, and not from beside or above', async (t) => {
  const root = Fastify()
  t.teardown(() => root.close())
  t.equal(scopeOf(root), undefined)
  const [outer, inner] = [scope('outer'), scope('inner')]
  const found: unknown[] = []
  await root.register(async (instance) => {
    setScope(instance, outer)
    await instance.register(async (below) => {
      found.push(scopeOf(below))
      setScope(below, inner)
      found.push(scopeOf(below))
    })
    found.push(scopeOf(instance))
  })
  await root.register(async (beside) => { found.push(scopeOf(beside)) })
  t.strictSame(found.map(one => one === outer ? 'outer' : one === inner ? 'inner' : one), ['outer', 'inner', 'outer', undefined])
  t.equal(scopeOf(root), undefined)
})

t.test('what holds for a route stands in its config, where nobody meets it by name', async (t) => {
  const config = { own: 1 }
  const made = configWith(config, held('route'))
  t.strictSame([Object.keys(made), Object.getOwnPropertySymbols(config)], [['own'], []])
  const keys = Object.getOwnPropertySymbols(configWith(undefined, held('route')))
  t.strictSame(keys.map(({ description }) => description), ['fastify-conformant.route'])
})

t.test('nothing is known before the server is ready', async (t) => {
  t.strictSame(unasked, { settlers: [], basicOnly: undefined, hasBearerAuth: false, isTold: false, hasOnSend: false })
})
