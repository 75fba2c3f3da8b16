import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { whole } from '../answer/at-once.ts'
import { announcesBody } from '../http/request-head.ts'
import { current, currentOf, forget, refused, socketOf, type Tracked } from './connection.ts'
import { countBytes, hasLength } from './content-length.ts'
import { drainBehind } from './drain.ts'
import type { Edge } from './edge.ts'
import { answerFault } from './fault.ts'
import { endInOneWrite, isStored, nodeEnd, nodeWriteHead, type Outgoing } from './one-write.ts'

/** Whose answer a response is; undefined where it has not been let in. */
const edgeKey = Symbol('fastify-conformant.edge')

type Guarded = ServerResponse & { req: IncomingMessage, [edgeKey]?: Edge | undefined }
type ResponseClass = typeof ServerResponse<IncomingMessage>
// As many arguments as Node takes: a list of them would have to be made for each call.
type Method = (this: Guarded, first?: unknown, second?: unknown, third?: unknown) => unknown
type Methods = Record<'writeHead' | 'write' | 'end', Method>

/**
 * What stands before three methods of a response.
 *
 * A head that cannot be sent is a fault like any other: Fastify writes it behind the last hook, and where that has let it wait, nobody
 * would catch what Node throws at a field or a reason phrase.
 *
 * The bytes of an answer are counted where Node writes its head with the first of them, as for streams, and the application has said how
 * many they are. What is sent at once has been measured; what the application writes through a function of its own is its own.
 *
 * @param parent - has the methods that do it
 */
function guards (parent: Methods): Methods {
  const ours: Methods = {
    writeHead (status, reason, fields) {
      const edge = this[edgeKey]
      if (edge === undefined) return parent.writeHead.call(this, status, reason, fields)
      try {
        if (edge.isClosing && !edge.isReporting && this.req.httpVersionMajor === 1) sayLast(this)
        return parent.writeHead.call(this, status, reason, fields)
      } catch (thrown) {
        if (this.headersSent) throw thrown
        Object.assign(this, { writeHead: parent.writeHead })
        answerFault(edge, thrown, this.req, this)
        return this
      }
    },
    write (bytes, encoding, done) {
      return (this.headersSent ? parent : firstOf(this, ours, parent)).write.call(this, bytes, encoding, done)
    },
    end (bytes, encoding, done) {
      if (!this.headersSent) return firstOf(this, ours, parent).end.call(this, bytes, encoding, done)
      return endInOneWrite(this, parent.end, bytes, encoding, done) ? this : parent.end.call(this, bytes, encoding, done)
    }
  }
  return ours
}

/** Who takes the first bytes of an answer that has no head yet. */
function firstOf (response: Guarded, ours: Methods, parent: Methods): Methods {
  const edge = response[edgeKey]
  const own = response as unknown as Methods
  if (edge === undefined || own.write !== ours.write || own.end !== ours.end || !hasLength(response)) return parent
  countBytes(edge, response)
  return own
}

/** RFC 9112 §9.6: behind an answer that says close nothing comes, and behind this one others may be due. */
function sayLast (response: Guarded): void {
  if (currentOf(socketOf(response.req)) === response) response.setHeader('connection', 'close')
  else response.removeHeader('connection')
}

/**
 * A class of responses that are guarded without properties and listeners of their own, which every request would pay for.
 *
 * @param Parent - the application's own class
 */
export function guardedResponses (Parent: ResponseClass = ServerResponse): ResponseClass {
  class GuardedResponse<Request extends IncomingMessage> extends Parent {
    // An engine makes them half as fast where it has to find out what is to be handed on, and a request takes half as long again where the class is given
    // another name.
    constructor (request: Request, options?: object) {
      // @ts-expect-error: the options that Node gives are not declared
      super(request, options);
      (this as unknown as Guarded)[edgeKey] = undefined
    }

    /**
     * As `writeHead()` and `end()` do, of a head whose lines are known to be right: what is of one message or one connection, its length, its
     * date, and whether the connection stays, is Node's. Not past who has put methods of his own anywhere, nor where the client waits for a word
     * before its body, or somebody counts its bytes.
     */
    [whole] (lines: string, bytes: string): boolean {
      const own = this as unknown as Outgoing & Guarded
      const { [edgeKey]: edge } = own
      if (!isStored || edge === undefined || edge.isClosing || own._header !== null || own._expect_continue || own.strictContentLength || own.destroyed) return false
      if (own.writeHead as unknown !== ours.writeHead || own.end as unknown !== ours.end || Parent.prototype.writeHead as unknown !== nodeWriteHead || Parent.prototype.end as unknown !== nodeEnd) return false
      own._storeHeader(lines, ['content-length', String(bytes.length)])
      const head = own._header as unknown as string
      if (own._hasBody) own._header = head + bytes
      nodeEnd.call(own)
      own._header = head
      return true
    }

    /** Node calls it when the answer has left, before it sees to the connection. */
    override detachSocket (socket: never): void {
      super.detachSocket(socket)
      const edge = (this as unknown as Guarded)[edgeKey]
      if (edge === undefined) return
      const tracked = socket as unknown as Tracked
      if (!this.req.complete || edge.isClosing) process.nextTick(endRequest, edge, this)
      else if (tracked[current] === this) tracked[current] = null
    }
  }
  const ours = guards(Parent.prototype as unknown as Methods)
  Object.assign(GuardedResponse.prototype, ours)
  return GuardedResponse as unknown as ResponseClass
}

/** Of an answer that left before all of its request had come, or while the server closes. */
function endRequest (edge: Edge, response: Guarded): void {
  if (announcesBody(response.req.headers)) drainBehind(edge, response)
  forget.call(response)
}

/**
 * Remembers a response as the answer to the last request of its connection, and guards it.
 *
 * @param destroySoon - takes the place of the connection's own at its first request
 * @returns false where the connection has its last answer, or is about to get it: then nothing is remembered
 */
export function follow (edge: Edge, socket: Socket, response: ServerResponse, destroySoon: () => void): boolean {
  const tracked = socket as unknown as Tracked
  if (tracked[refused] === true) return false
  if (tracked[current] === undefined) tracked.destroySoon = destroySoon
  tracked[current] = response
  // The call is left out for nearly all.
  if (edgeKey in response && !Object.hasOwn(response, 'writeHead')) (response as Guarded)[edgeKey] = edge
  else guard(edge, response, true)
  return true
}

/** Guards a response of HTTP/1 or HTTP/2, and sees to it that its request has an end. */
export function guard (edge: Edge, response: ServerResponse, isHttp1: boolean): void {
  const guarded = response as Guarded
  if (!(edgeKey in guarded)) guardByHand(edge, guarded, isHttp1)
  else if (Object.hasOwn(guarded, 'writeHead')) guardOwnHead(guarded)
  guarded[edgeKey] = edge
}

/** Of a server that was made without {@link guardedResponses}. */
function guardByHand (edge: Edge, response: Guarded, isHttp1: boolean): void {
  const { writeHead, write, end } = guardsOf(Object.getPrototypeOf(response) as Methods)
  if (Object.hasOwn(response, 'writeHead')) guardOwnHead(response)
  else Object.assign(response, { writeHead })
  if (!Object.hasOwn(response, 'write') && !Object.hasOwn(response, 'end')) Object.assign(response, { write, end })
  if (!isHttp1) return
  response.on('close', forget)
  if (announcesBody(response.req.headers)) response.on('finish', () => drainBehind(edge, response))
}

/** What somebody has given a response to write its head with stays, and may fail: then it is asked for the head of the answer to that, too. */
function guardOwnHead (response: Guarded): void {
  const { writeHead: own } = response as unknown as Methods
  const { writeHead } = guards({
    writeHead (...given) {
      const edge = this[edgeKey]
      this[edgeKey] = undefined
      try {
        return own.apply(this, given)
      } finally {
        this[edgeKey] = edge
      }
    }
  } as Methods)
  Object.assign(response, { writeHead })
}

const known = new WeakMap<Methods, Methods>()

function guardsOf (parent: Methods): Methods {
  const found = known.get(parent) ?? guards(parent)
  known.set(parent, found)
  return found
}
