import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import t from 'tap'
import { currentOf, forget, isAnswered, isIdle, isTaken, markAnswered, refuseOnce, takeBody } from '../../lib/server/connection.ts'
import type { Edge } from '../../lib/server/edge.ts'
import { follow } from '../../lib/server/response.ts'

const edge = {} as Edge
const socketOf = (): Socket => ({ destroySoon () {} }) as unknown as Socket

function responseOn (socket: Socket, complete = true): ServerResponse & { req: { complete: boolean } } {
  return Object.assign(new EventEmitter(), { req: { socket, complete, headers: {} } }) as unknown as ServerResponse & { req: { complete: boolean } }
}

t.test('a connection knows the answer to its last request, until that has left', async (t) => {
  const socket = socketOf()
  const [first, second] = [responseOn(socket), responseOn(socket)]
  t.strictSame([currentOf(socket), isIdle(socket)], [undefined, false], 'nothing has come')
  follow(edge, socket, first, () => {})
  t.equal(currentOf(socket), first)
  t.notOk(isIdle(socket))
  follow(edge, socket, second, () => {})
  t.equal(currentOf(socket), second)
  first.emit('close')
  t.equal(currentOf(socket), second, 'an earlier one says nothing of the last')
  second.emit('close')
  t.strictSame([currentOf(socket), isIdle(socket)], [undefined, true])
  const third = responseOn(socket)
  follow(edge, socket, third, () => {})
  t.strictSame([currentOf(socket) === third, isIdle(socket)], [true, false])
})

t.test('what has not come as a whole is not forgotten with its answer', async (t) => {
  const socket = socketOf()
  const response = responseOn(socket, false)
  follow(edge, socket, response, () => {})
  response.emit('close')
  t.equal(currentOf(socket), response)
  Object.assign(response.req, { complete: true })
  forget.call(response)
  t.ok(isIdle(socket))
})

t.test('its own destroySoon is replaced at its first request', async (t) => {
  const socket = socketOf()
  const [first, second] = [() => {}, () => {}]
  const response = responseOn(socket)
  follow(edge, socket, response, first)
  t.equal(socket.destroySoon, first)
  follow(edge, socket, responseOn(socket), second)
  t.equal(socket.destroySoon, first)
  const others = socketOf()
  const one = responseOn(others)
  follow(edge, others, one, first)
  one.emit('close')
  follow(edge, others, responseOn(others), second)
  t.equal(others.destroySoon, first, 'nor again where it has waited')
})

t.test('a connection is refused once, and nothing that comes behind that is remembered', async (t) => {
  const socket = socketOf()
  const [first, second] = [responseOn(socket), responseOn(socket)]
  t.ok(follow(edge, socket, first, () => {}))
  t.strictSame([refuseOnce(socket), refuseOnce(socket)], [true, false])
  t.notOk(follow(edge, socket, second, () => {}))
  t.equal(currentOf(socket), first)
  t.ok(refuseOnce(socketOf()), 'another one is not meant')
})

t.test('what has been said of a request and of an answer', async (t) => {
  const request = {} as IncomingMessage
  const response = {} as ServerResponse
  t.strictSame([isTaken(request), isAnswered(response)], [false, false])
  takeBody(request)
  t.strictSame([isTaken(request), isAnswered(request as unknown as ServerResponse)], [true, false])
  markAnswered(response)
  t.strictSame([isAnswered(response), isTaken(response as unknown as IncomingMessage)], [true, false])
})
