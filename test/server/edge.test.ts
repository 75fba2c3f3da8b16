import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { edgeOf, placeAt, setEdge, type Edge } from '../../lib/server/edge.ts'

const names = ['', '/v1', '/v1/admin', '/v10', '/a/b']
const places = new Map(names.map(name => [name, standardPlace()]))
const first = standardPlace()

const nameAt = (path: string | undefined, known = places): unknown => {
  const place = placeAt({ places: known, first } as unknown as Edge, path)
  return place === first ? 'first' : [...known].find(([, one]) => one === place)?.[0]
}

t.test('the scope with the longest prefix that a path is below', async (t) => {
  const cases: Array<[path: string | undefined, name: string]> = [
    ['/v1', '/v1'], ['/v1/', '/v1'], ['/v1/a', '/v1'], ['/v1/a/b/c', '/v1'], ['/v1/admin', '/v1/admin'], ['/v1/admin/a', '/v1/admin'], ['/v1/administrator', '/v1'],
    ['/v10', '/v10'], ['/v11', ''], ['/V1', ''], ['/a', ''], ['/a/b', '/a/b'], ['/a/c', ''], ['/', ''], ['//', ''], ['', ''], ['*', ''], ['v1', ''], ['v1/admin', ''], [undefined, '']
  ]
  for (const [path, name] of cases) t.equal(nameAt(path), name, String(path))
})

t.test('a target may name its scheme and host', async (t) => {
  const cases: Array<[path: string, name: string]> = [
    ['http://a.example/v1/a', '/v1'], ['HTTPS://a.example:443/v1/admin', '/v1/admin'], ['a+b-c.1://a.example/v10', '/v10'], ['http://a.example', ''], ['http:///v1', '/v1'],
    ['/v1/http://a.example/a', '/v1'], ['/http://a.example/v1', ''], ['1http://a.example/v1', '']
  ]
  for (const [path, name] of cases) t.equal(nameAt(path), name, path)
})

t.test('where no scope has the path', async (t) => {
  const below = new Map([['/v1', standardPlace()]])
  t.strictSame(['/v1/a', '/v2', undefined, ''].map(path => nameAt(path, below)), ['/v1', 'first', 'first', 'first'])
})

t.test('all scopes of a server share its edge', async (t) => {
  const [server, edge] = [{}, {} as Edge]
  t.equal(edgeOf(server), undefined)
  setEdge(server, edge)
  t.equal(edgeOf(server), edge)
  t.equal(edgeOf({}), undefined)
})
