import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { edgeOf, placeAt, setEdge, type Edge } from '../../lib/server/edge.ts'
import { Places } from '../../lib/server/places.ts'

t.test('what holds for a path: its scope\'s, or that of the first', async (t) => {
  const [places, scope, first] = [new Places(true), standardPlace(), standardPlace()]
  places.add('/v1', scope)
  const edge = { places, first } as unknown as Edge
  for (const [path, place] of [['/v1/a', scope], ['/v2', first], [undefined, first]] as const) t.equal(placeAt(edge, path), place, String(path))
})

t.test('all scopes of a server share its edge', async (t) => {
  const [server, edge] = [{}, {} as Edge]
  t.equal(edgeOf(server), undefined)
  setEdge(server, edge)
  t.equal(edgeOf(server), edge)
  t.equal(edgeOf({}), undefined)
})
