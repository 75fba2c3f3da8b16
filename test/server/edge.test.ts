import t from 'tap'
import { edgeOf, setEdge, type Edge } from '../../lib/server/edge.ts'

t.test('all scopes of a server share its edge', async (t) => {
  const [server, edge] = [{}, {} as Edge]
  t.equal(edgeOf(server), undefined)
  setEdge(server, edge)
  t.equal(edgeOf(server), edge)
  t.equal(edgeOf({}), undefined)
})
