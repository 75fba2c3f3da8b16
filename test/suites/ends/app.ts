// Ways in which an application reads a body, bare and with the plugin.
import { once } from 'node:events'
import { Readable, Writable, pipeline as join } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGunzip, gzipSync } from 'node:zlib'
import multipart from '@fastify/multipart'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import conformant, { problem } from '../../../lib/index.ts'
import { certificate } from '../../fixtures/certificate.ts'
import { Readers } from '../../helpers/reader.ts'

export interface Setting {
  readonly isBare?: boolean
  readonly http2?: boolean
  readonly isSecure?: boolean
  /** Fastify's, Node's own of HTTP/1 as `node`, and the plugin's as `plugin`. */
  readonly options?: { readonly node?: object, readonly plugin?: object }
  readonly logger?: unknown
  /** Handlers refuse the request while they read on. */
  readonly answersFirst?: boolean
}

interface Reader {
  readonly type: string
  /** What comes of the body before it breaks off. */
  readonly half: string | Buffer
  /** Only the plugin has it. */
  readonly isOwn?: true
  /** In bare Fastify nobody tells it the end. */
  readonly hangsBare?: true
}

const bytes = { type: 'application/octet-stream', half: 'a'.repeat(1000) }
const form = {
  type: 'multipart/form-data; boundary=X',
  half: `--X\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n${'a'.repeat(1000)}`
}
const packed = { type: 'application/x-packed', half: gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251))).subarray(0, 200) }

export const readers: Readonly<Record<string, Reader>> = {
  'for-await': bytes,
  pipeline: bytes,
  data: bytes,
  readable: bytes,
  web: bytes,
  stream: { ...bytes, type: 'application/x-stream' },
  buffer: { ...bytes, type: 'application/x-buffer' },
  string: { ...bytes, type: 'text/plain' },
  json: { type: 'application/json', half: '{"a":' },
  parts: form,
  files: form,
  saved: form,
  attached: form,
  gunzip: packed,
  piped: { ...packed, hangsBare: true },
  batch: { type: 'application/x-ndjson', half: '{"code":"a"}\n{"co', isOwn: true }
}

const nowhere = (): Writable => new Writable({ write (_chunk, _encoding, done) { done() } })

async function drain (source: AsyncIterable<unknown>): Promise<void> {
  const chunks = source[Symbol.asyncIterator]()
  while ((await chunks.next()).done !== true);
}

/** How handlers read. What parsers read is over when the handler is not reached. */
export const reading: Readonly<Record<string, (request: FastifyRequest) => Promise<unknown>>> = {
  'for-await': async ({ body }) => await drain(body as Readable),
  pipeline: async ({ body }) => await pipeline(body as Readable, nowhere()),
  data: async ({ body }) => {
    (body as Readable).on('data', () => {})
    await once(body as Readable, 'end')
  },
  readable: async ({ body }) => {
    const stream = body as Readable
    stream.on('readable', () => { while (stream.read() !== null); })
    await once(stream, 'end')
  },
  web: async ({ body }) => await drain(Readable.toWeb(body as Readable) as AsyncIterable<unknown>),
  parts: async request => { for await (const part of request.parts()) if (part.type === 'file') await drain(part.file) },
  files: async request => { for await (const { file } of request.files()) await pipeline(file, nowhere()) },
  saved: async request => await request.saveRequestFiles(),
  gunzip: async ({ body }) => await drain(body as Readable),
  piped: async ({ body }) => await drain(body as Readable),
  // Who only waits for the end. Of a body that nobody reads there is none, unless it is answered first.
  waiting: async ({ raw }) => await finished(raw)
}

export async function build ({ isBare = false, http2 = false, isSecure = false, answersFirst = false, options: { node = {}, plugin = {}, ...options } = {}, logger }: Setting): Promise<{ app: FastifyInstance, seen: Readers }> {
  const app = Fastify({
    // Node keeps something of each session, as long as its timeout is: 72 seconds where nothing is said.
    ...(http2 ? { http2: true, http2SessionTimeout: 10_000 } : {}), ...(isSecure ? { https: { ...certificate, ...node } } : http2 ? {} : { http: node }), ...(logger === undefined ? {} : { logger }), ...options
  } as object) as unknown as FastifyInstance
  const contentType = [...new Set(Object.values(readers).map(({ type }) => type.split(';', 1)[0] as string))]
  const seen = new Readers(app)
  if (!isBare) await app.register(conformant, { dialect: problem(), contentType, ...plugin })
  // What a parser reads ends in an error.
  app.addHook('onError', async (request, _reply, error) => {
    seen.fail(request, error)
  })
  app.addContentTypeParser(['application/octet-stream', 'application/x-packed'], (_request, payload, done) => done(null, payload))
  app.addContentTypeParser('application/x-stream', async (request: FastifyRequest, payload: Readable) => await seen.read(request, drain(payload)))
  app.addContentTypeParser('application/x-buffer', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.url === '/gunzip') return join(payload, createGunzip(), () => {})
    if (request.url === '/piped') return payload.pipe(createGunzip())
  })
  await app.register(async scope => {
    await scope.register(multipart)
    for (const [name, read] of Object.entries(reading)) {
      scope.post(`/${name}`, async (request, reply) => {
        const over = seen.read(request, read(request))
        if (answersFirst) {
          over.catch(() => {})
          return await reply.code(400).send({})
        }
        await over
        return {}
      })
    }
    for (const name of ['stream', 'buffer', 'string', 'json']) scope.post(`/${name}`, async () => ({}))
  })
  await app.register(async scope => {
    await scope.register(multipart, { attachFieldsToBody: true })
    scope.post('/attached', async () => ({}))
  })
  if (!isBare) app.batch({ method: 'POST', url: '/batch', key: 'code', item: Type.Object({ code: Type.String() }) }, () => undefined)
  return { app, seen }
}
