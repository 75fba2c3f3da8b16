import { OutgoingMessage, ServerResponse, type IncomingMessage } from 'node:http'

/** What Node's response knows of itself: names that are not documented, and in all its versions. */
export interface Outgoing extends ServerResponse {
  _header: string | null
  readonly _headerSent: boolean
  readonly _hasBody: boolean
  readonly chunkedEncoding: boolean
  readonly _expect_continue: boolean
  readonly outputData: ReadonlyArray<{ readonly data: unknown, readonly encoding: unknown }>
  _storeHeader (firstLine: string, headers: readonly string[]): void
}

type Method = (this: unknown, ...given: unknown[]) => unknown

export const { end: nodeEnd } = OutgoingMessage.prototype as unknown as { end: Method }
export const { writeHead: nodeWriteHead } = ServerResponse.prototype as unknown as { writeHead: Method }

// What the engine writes without asking for memory; of more, the second write is not what costs.
const most = 16_384

/**
 * Ends an answer whose head is written but has not left, and whose body is one text: both leave in one write. Before version 24
 * Node writes the head with the body, and then nothing once more, which takes a tenth of a request's time.
 *
 * @param end - the `end` that would be called
 * @returns false where nothing has been done: with any other body, or where somebody has put an `end` of his own there
 */
export function endInOneWrite (response: ServerResponse, end: unknown, body: unknown, encoding: unknown, done: unknown): boolean {
  if (!isTwice || end !== nodeEnd || typeof body !== 'string' || body.length === 0 || body.length > most) return false
  const outgoing = response as Outgoing
  const head = outgoing._header
  if ((encoding != null && encoding !== 'utf8') || head === null || outgoing._headerSent || !outgoing._hasBody || outgoing.chunkedEncoding) return false
  if (outgoing.finished || outgoing.destroyed || outgoing.strictContentLength) return false
  const message = head + body
  if (Buffer.byteLength(message) === message.length) outgoing._header = message
  // With a text Node writes the head in UTF-8. In Latin-1 a field beyond ASCII would be other bytes, and beyond Latin-1, as Node lets one be, even a line of its own.
  else if (Buffer.byteLength(head) !== head.length) return false
  // Here each byte of the body is a character.
  else outgoing._header = head + Buffer.from(body).toString('latin1')
  try {
    nodeEnd.call(response, undefined, undefined, done)
  } finally {
    // Some log it.
    outgoing._header = head
  }
  return true
}

/** True where nobody has changed Node's responses, and they do with a head what is expected here. */
export const isStored = isTrue(isHeadStored)
/** True where they write twice besides. */
const isTwice = isStored && isTrue(isWrittenTwice)

/** False also where it fails, as where a runtime has responses of another make: then nobody is kept from loading the package. */
export function isTrue (look: () => boolean): boolean {
  try {
    return look()
  } catch {
    return false
  }
}

function isHeadStored (): boolean {
  // A function that has been put around one of Node's does not do this itself, and is not to be called for nothing.
  const isUntouched = ServerResponse.prototype.end as unknown === nodeEnd && isNodes(nodeEnd, '_send(') && isNodes(nodeWriteHead, '_storeHeader(')
  return isUntouched && isStoredAsWritten()
}

function isStoredAsWritten (): boolean {
  const [usual, stored] = [unanswered(), unanswered()]
  usual.sendDate = stored.sendDate = false
  usual.writeHead(200, { a: 'b', 'content-length': '2' }).end('{}')
  stored._storeHeader('HTTP/1.1 200 OK\r\na: b\r\n', ['content-length', '2'])
  stored._header = `${stored._header}{}`
  nodeEnd.call(stored)
  const [one, ...others] = stored.outputData
  return others.length === 0 && one?.data === usual.outputData[0]?.data && one?.encoding === 'latin1'
}

function isNodes (method: Method, what: string): boolean {
  return Function.prototype.toString.call(method).includes(what)
}

function isWrittenTwice (): boolean {
  const response = unanswered()
  response.writeHead(200, { 'content-length': '2' }).end('{}')
  return response.outputData.length === 2
}

/** Whom its answer is for has gone. */
function unanswered (): Outgoing {
  return new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as IncomingMessage) as Outgoing
}
