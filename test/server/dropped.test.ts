import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { droppedResponse, findableResponses } from '../../lib/server/dropped.ts'
import { ToldResponse } from '../helpers/told-response.ts'

const requestOf = (): IncomingMessage => new IncomingMessage(new Socket())

t.test('a response is found by its request', async (t) => {
  const Findable = findableResponses()
  const requests = [requestOf(), requestOf()]
  const responses = requests.map(request => new Findable(request))
  t.strictSame(requests.map(request => responses.indexOf(droppedResponse(request) as never)), [0, 1])
  t.ok(responses.every(response => response instanceof ServerResponse))
})

t.test('one of another class is not', async (t) => {
  const request = requestOf()
  t.equal(droppedResponse(request), undefined)
  t.equal(new ServerResponse(request).req, request)
  t.equal(droppedResponse(request), undefined)
})

t.test("the application's own class is kept, with what Node gives it", async (t) => {
  const request = requestOf()
  const options = { highWaterMark: 5 }
  const response = Reflect.construct(findableResponses(ToldResponse as never), [request, options]) as ToldResponse<IncomingMessage>
  t.ok(response instanceof ToldResponse)
  t.equal(response.given[0], request)
  t.equal(response.given[1], options)
  t.equal(droppedResponse(request), response)
})
