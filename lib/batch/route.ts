import { setMaxListeners } from 'node:events'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Readable } from 'node:stream'
import { tellUntaken } from '../answer/tell.ts'
import { badOption } from '../options/check.ts'
import type { SentFields } from '../errors/headers.ts'
import { wrongTypeOf } from '../errors/mappers/fastify.ts'
import { untaken } from '../errors/untaken.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { BodyStore } from './body-store.ts'
import { lookAtFolder } from './folder.ts'
import { lineOverConstraint, outOfTime } from './errors.ts'
import { arrayType, batchSettings, type BatchHandler, type BatchOptions, type BatchSettings } from './options.ts'
import { receive, type Batch } from './receive.ts'
import { standardShape, type Result, type Shape } from './result.ts'
import { ResultStream } from './result-stream.ts'
import { run, type Work } from './run.ts'
import { jsonOptions } from '../gates/json.ts'
import { logFault } from '../errors/log.ts'
import { takingBody } from '../gates/takes-body.ts'
import type { Host } from './host.ts'
import { describedBatch } from './described.ts'
import { workOf } from './work.ts'

/** What is there of a request's batch. */
interface Course {
  /** The content type, as it was sent. */
  readonly type: string | undefined
  /** From the moment that the body arrives. */
  store?: BodyStore
  /** The client has gone, or has its answer. */
  isOver: boolean
}

const courses = new WeakMap<FastifyRequest, Course>()

/**
 * Declares a route that takes several resources in one request: a line, or an item of an array, for each.
 * In a scope of its own, because its parsers are not those of other routes.
 *
 * @throws TypeError for an option that is not right
 */
export function addBatchRoute<Item extends object> (instance: FastifyInstance, options: BatchOptions<Item>, handler: BatchHandler, host: Host): void {
  const settings = batchSettings(options)
  if (typeof handler !== 'function') throw badOption('handler', ` of batch ${options.method} ${options.url}`, 'a function (item, request, context) => outcome', handler)
  const { types } = settings
  const { key, item, result = standardShape, schema, config, method, url, lines, characters, bytes, payload, excess, memory, folder, disk, types: _, concurrency, seconds, ...route } = options
  instance.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addHook('onReady', async () => { await lookAtFolder(settings.folder, ` of batch ${method} ${url}`) })
    scope.addContentTypeParser([...types], async (request: FastifyRequest, body: Readable) => {
      const store = new BodyStore(settings.memory, settings.folder, settings.disk)
      courseOf(request).store = store
      return receive(body, isArray(request), settings, jsonOptions(scope)(host.placeOf(request).settings.json), store)
    })
    scope.route({
      ...route as Partial<RouteOptions>,
      method,
      url,
      ...(schema === undefined ? {} : { schema }),
      bodyLimit: settings.payload,
      config: { ...takingBody(config, describedBatch({ settings, key, item, isStandard: result === standardShape })), conformant: { contentType: types, ...config?.conformant, payload: { limit: settings.payload, status: settings.excess } } },
      onRequest: [begin, ...[route.onRequest ?? []].flat()],
      handler: (request, reply) => answerBatch(scope, request, reply, settings, { key, item, handler, shape: result, host })
    })
  })
}

function courseOf (request: FastifyRequest): Course {
  return courses.get(request) as Course
}

function isArray (request: FastifyRequest): boolean {
  return mediaTypeEssence(courseOf(request).type as string) === arrayType
}

/** The store is closed on every way out, also where a hook refuses what has arrived, or the client goes away. */
function begin (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const course: Course = { type: request.headers['content-type'], isOver: false }
  courses.set(request, course)
  reply.raw.once('close', () => {
    course.isOver = true
    closeStore(request)
  })
  done()
}

function closeStore (request: FastifyRequest): void {
  courseOf(request).store?.close().catch((fault: unknown) => logFault(request, fault, 'batch'))
}

/** Without a type no parser was asked. */
function batchOf (request: FastifyRequest, types: BatchSettings['types']): Batch {
  if (request.body !== undefined) return request.body as Batch
  throw wrongTypeOf(undefined, request, types)
}

interface Parts { readonly key: string, readonly item: object, readonly handler: BatchHandler, readonly shape: Shape, readonly host: Host }

function answerBatch (scope: FastifyInstance, request: FastifyRequest, reply: FastifyReply, { concurrency, excess, seconds, types }: BatchSettings, parts: Parts): FastifyReply {
  // A hook may have taken its time: nobody is left to tell, and what was kept is gone.
  if (courseOf(request).isOver) return reply.hijack()
  const batch = batchOf(request, types)
  const controller = new AbortController()
  // One for each line that is being handled, and for each call that a handler hands it on to.
  setMaxListeners(0, controller.signal)
  const stream = new ResultStream(() => controller.abort())
  const work = workOf(scope, request, parts.host, { concurrency, isTimed: seconds !== undefined, ...(excess === 403 ? { tooLong: lineOverConstraint } : {}) }, parts)
  const timer = seconds === undefined
    ? undefined
    : setTimeout(() => {
      controller.abort(outOfTime)
      closeStore(request)
    }, seconds * 1000)
  reply.raw.once('close', () => clearTimeout(timer))
  const give = giver(stream, batch.isArray, parts.shape, work, members => tellUntaken(members, request, parts.host.placeOf(request).tally?.route))
  run(batch, work, controller.signal, give).then(() => {
    if (batch.isArray) stream.add(batch.pieces.length === 0 ? '[]' : ']')
    stream.finish()
  }).catch((fault: unknown) => stream.destroy(fault as Error))
  const { messages } = parts.host.placeOf(request).settings
  if (messages !== undefined) speak(reply, messages(request.raw.headers['accept-language']).fields)
  return reply.type(batch.isArray ? arrayType : mediaTypeEssence(courseOf(request).type as string)).send(stream)
}

/** Its lines are in one language. */
function speak (reply: FastifyReply, { vary, ...fields }: SentFields): void {
  const before = reply.getHeader('vary')
  reply.headers({ ...fields, vary: before === undefined ? vary : `${String(before)}, ${String(vary)}` })
}

/** Lines are joined by a line feed, without one at the end: real clients break on it. */
function giver (stream: ResultStream, isArray: boolean, shape: Shape, { refuse }: Work, tell: (members: object) => void): (result: Result) => Promise<void> | undefined {
  let before = isArray ? '[' : ''
  return (result) => {
    const text = before + resultText(result, shape, refuse)
    before = isArray ? ',' : '\n'
    if (result.members !== undefined && untaken.has(result.members)) tell(result.members)
    return stream.add(text)
  }
}

/** What a handler or a shape gives may be nothing that JSON can say: that is its line's fault alone. */
function resultText (result: Result, shape: Shape, refuse: Work['refuse']): string {
  try {
    return written(shape(result))
  } catch (fault) {
    const failed = { ...result, ...refuse(fault) }
    try {
      return written(shape(failed))
    } catch {
      return written(standardShape(failed))
    }
  }
}

function written (value: unknown): string {
  const text = value instanceof Promise ? undefined : JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError('a result must be a value that JSON can say')
  return text
}
