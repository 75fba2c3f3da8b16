import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'

/** Tells the prefix of the place that a path has; undefined: none has it. */
function asking (declared: string[], isCaseSensitive = true): (path: string | undefined) => string | undefined {
  const prefixes = new Prefixes(standardPlace(), isCaseSensitive)
  const all = new Map(declared.map(prefix => [standardPlace(), prefix]))
  for (const [place, prefix] of all) prefixes.add(prefix, place)
  return path => all.get(prefixes.above(path) as never)
}

t.test('the scope with the longest prefix that a path is below', async (t) => {
  const at = asking(['', '/v1', '/v1/admin', '/v10', '/a/b'])
  const cases: Array<[path: string | undefined, prefix: string]> = [
    ['/v1', '/v1'], ['/v1/', '/v1'], ['/v1/a', '/v1'], ['/v1/a/b/c', '/v1'], ['/v1/admin', '/v1/admin'], ['/v1/admin/a', '/v1/admin'], ['/v1/administrator', '/v1'],
    ['/v10', '/v10'], ['/v11', ''], ['/V1', ''], ['/a', ''], ['/a/b', '/a/b'], ['/a/c', ''], ['/', ''], ['//', ''], ['', ''], ['*', ''], ['v1', ''], ['v1/admin', ''], [undefined, ''],
    ['/%76%31/a', '/v1'], ['/%zz/a', ''], ['/v1%2Fadmin', '']
  ]
  for (const [path, prefix] of cases) t.equal(at(path), prefix, String(path))
})

t.test('a target may name its scheme and host', async (t) => {
  const at = asking(['', '/v1', '/v1/admin', '/v10'])
  const cases: Array<[path: string, prefix: string]> = [
    ['http://a.example/v1/a', '/v1'], ['HTTPS://a.example:443/v1/admin', '/v1/admin'], ['a+b-c.1://a.example/v10', '/v10'], ['http://a.example', ''], ['http:///v1', '/v1'],
    ['/v1/http://a.example/a', '/v1'], ['/http://a.example/v1', ''], ['1http://a.example/v1', '']
  ]
  for (const [path, prefix] of cases) t.equal(at(path), prefix, path)
})

t.test('a segment with a parameter is any; what is named goes before', async (t) => {
  const at = asking(['/:tenant/api', '/shop', '/shop/admin', '/:a-:b/x/*'])
  const cases: Array<[path: string, prefix: string | undefined]> = [
    ['/acme/api/x', '/:tenant/api'], ['/acme/api', '/:tenant/api'], ['/acme', undefined], ['/acme/other', undefined], ['/shop/api', '/shop'], ['/shop/admin', '/shop/admin'],
    ['/a-b/x/y/z', '/:a-:b/x/*'], ['/a-b/x', undefined]
  ]
  for (const [path, prefix] of cases) t.equal(at(path), prefix, path)
  t.equal(asking(['/shop/admin', '/:tenant/api'])('/shop/api'), '/:tenant/api', 'where what is named leads nowhere')
})

t.test('where the router does not ask for the case, nobody does', async (t) => {
  const at = asking(['/Api'], false)
  t.strictSame(['/api/x', '/API', '/Api', '/b'].map(at), ['/Api', '/Api', '/Api', undefined])
})

t.test('where no scope has the path', async (t) => {
  t.strictSame(['/v1/a', '/v2', undefined, ''].map(asking(['/v1'])), ['/v1', undefined, undefined, undefined])
  const [scope, otherwise] = [standardPlace(), standardPlace()]
  const prefixes = new Prefixes(otherwise, true)
  prefixes.add('/v1', scope)
  for (const [path, place] of [['/v1/a', scope], ['/v2', otherwise], [undefined, otherwise]] as const) t.equal(prefixes.at(path), place, String(path))
})

t.test('the first one has a prefix, unless a nearer one comes', async (t) => {
  const prefixes = new Prefixes(standardPlace(), true)
  const [first, second, third] = [standardPlace(), standardPlace(), standardPlace()]
  prefixes.add('', first)
  prefixes.add('', second)
  t.equal(prefixes.above('/a'), first)
  prefixes.add('', third, true)
  t.equal(prefixes.above('/a'), third)
})

t.test('a look goes as deep as the deepest prefix, however long the path is', async (t) => {
  const prefixes = new Prefixes(standardPlace(), true)
  prefixes.add('/a/b', standardPlace())
  let asked = 0
  const path = { startsWith: (text: string) => text === '/', indexOf (text: string, from: number) { asked++; return long.indexOf(text, from) }, slice: (from: number, to: number) => long.slice(from, to), length: 8000, 0: '/', 1: 'a', 2: '/', 3: 'b', 4: '/', 5: 'c' }
  const long = `/a/b${'/c'.repeat(3998)}`
  t.ok(prefixes.above(path as unknown as string))
  t.ok(asked <= 2, `${asked}`)
})

t.test('the scope that all paths are below', async (t) => {
  const cases: Array<[declared: string[], only: string | undefined]> = [[[], undefined], [[''], ''], [['', ''], ''], [['/'], '/'], [['/v1'], undefined], [['', '/v1'], undefined], [['', '/:any'], undefined]]
  for (const [declared, only] of cases) {
    const prefixes = new Prefixes(standardPlace(), true)
    const places = declared.map(() => standardPlace())
    for (const [at, place] of places.entries()) prefixes.add(declared[at] as string, place)
    t.equal(prefixes.only, only === undefined ? undefined : places[0], declared.join() || 'none')
  }
})
