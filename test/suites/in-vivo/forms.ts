// Forms and uploads.
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { asForm, asParts, load, parts, post, type Ask, type Case } from './cases.ts'

const echo = async ({ body }: FastifyRequest) => ({ body })
const form = (path: string, body: string, more: Partial<Ask> = {}): Ask => post(path, body, asForm['content-type'], more)
const upload = (path: string, body: Buffer, more: Partial<Ask> = {}): Ask => post(path, body, asParts['content-type'], more)

/** What is asked of requests that @fastify/multipart has decorated. */
interface Uploading {
  file (): Promise<{ filename: string, toBuffer (): Promise<Buffer> } | undefined>
  files (): AsyncIterable<{ filename: string, toBuffer (): Promise<Buffer> }>
  parts (): AsyncIterable<{ type: string, fieldname: string, value?: unknown, toBuffer (): Promise<Buffer> }>
  saveRequestFiles (): Promise<Array<{ filename: string }>>
  formData (): Promise<FormData>
}
const of = (request: FastifyRequest): Uploading => request as unknown as Uploading

const order = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1 }, amount: { type: 'integer' }, gift: { type: 'boolean' }, tags: { type: 'array', items: { type: 'string' } }, note: { type: 'string', default: 'none' } }
}
const big = Buffer.alloc(3_000_000, 1)

export const forms: readonly Case[] = [
  {
    name: 'a login with @fastify/formbody',
    async app (app) {
      await app.register(await load('@fastify/formbody'))
      app.post('/login', async (request, reply) => reply.redirect(`/?user=${(request.body as { user: string }).user}`, 303))
    },
    asks: [form('/login', 'user=a&password=b%20c'), form('/login', 'user=a', { chunked: true }), form('/login', '')]
  },
  {
    name: 'a form with numbers, truths and lists',
    async app (app) {
      await app.register(await load('@fastify/formbody'))
      app.post('/', { schema: { body: order } }, echo)
    },
    asks: [
      form('/', 'name=x&amount=5&gift=true&tags=a'), form('/', 'name=x&tags=a&tags=b'), form('/', 'name=x&amount=many'), form('/', 'amount=5'), form('/', 'name=x&more=1', { rule: 'unknown property' }),
      post('/', '{"name":"x","amount":5}', 'application/json'), post('/', '{"name":"x","amount":"5"}', 'application/json', { rule: 'another type of a JSON value' })
    ]
  },
  {
    name: 'a form that is declared before its parser',
    async app (app) {
      app.post('/', { schema: { body: order } }, echo)
      app.register(await load('@fastify/formbody'))
    },
    asks: [form('/', 'name=x&amount=5&gift=false')]
  },
  {
    name: 'nested names, with qs',
    async app (app) {
      const { parse } = await load('qs')
      await app.register(await load('@fastify/formbody'), { parser: (text: string) => parse(text) })
      app.post('/', echo)
    },
    asks: [form('/', 'a[b]=1&a[c][]=2&a[c][]=3')]
  },
  {
    name: 'schemas by content type',
    async app (app) {
      await app.register(await load('@fastify/formbody'))
      app.post('/', { schema: { body: { content: { 'application/json': { schema: order }, 'application/x-www-form-urlencoded': { schema: order } } } } }, echo)
    },
    asks: [form('/', 'name=x&amount=5'), post('/', '{"name":"x"}', 'application/json'), form('/', 'amount=5')]
  },
  {
    name: 'a form in one scope, JSON beside it',
    async app (app) {
      const formbody = await load('@fastify/formbody')
      app.register(async scope => {
        await scope.register(formbody)
        scope.post('/form', echo)
      })
      app.post('/json', echo)
    },
    asks: [form('/form', 'a=1'), form('/json', 'a=1'), post('/json', '{"a":1}', 'application/json')]
  },
  {
    name: 'one file of @fastify/multipart',
    async app (app) {
      await app.register(await load('@fastify/multipart'))
      app.post('/', async request => {
        const file = await of(request).file()
        return { name: file?.filename ?? null, bytes: (await file?.toBuffer())?.length ?? 0 }
      })
    },
    asks: [upload('/', parts(['f', 'abc', 'a.txt'])), upload('/', parts(['f', 'abc', 'a.txt']), { chunked: true }), upload('/', parts(['f', 'abc'])), post('/', 'x', 'multipart/form-data'), post('/', '{}', 'application/json')]
  },
  {
    name: 'several files, and fields between them',
    async app (app) {
      await app.register(await load('@fastify/multipart'))
      app.post('/files', async request => {
        const names: string[] = []
        for await (const file of of(request).files()) names.push(`${file.filename} ${(await file.toBuffer()).length}`)
        return names
      })
      app.post('/parts', async request => {
        const seen: unknown[] = []
        for await (const part of of(request).parts()) seen.push([part.type, part.fieldname, part.type === 'file' ? (await part.toBuffer()).length : part.value])
        return seen
      })
    },
    asks: [upload('/files', parts(['a', '1', 'a'], ['b', '22', 'b'])), upload('/parts', parts(['a', 'text'], ['b', '22', 'b'], ['c', 'more']))]
  },
  {
    name: 'an upload larger than bodyLimit',
    async app (app) {
      await app.register(await load('@fastify/multipart'), { limits: { fileSize: 10_000_000 } })
      app.post('/', async request => ({ sha: createHash('sha256').update(await (await of(request).file())!.toBuffer()).digest('hex') }))
    },
    asks: [upload('/', parts(['f', big, 'big.bin'])), upload('/', parts(['f', big, 'big.bin']), { chunked: true })]
  },
  {
    name: 'limits of @fastify/multipart',
    async app (app) {
      await app.register(await load('@fastify/multipart'), { limits: { fileSize: 10, files: 1 } })
      app.post('/', async request => {
        let bytes = 0
        for await (const file of of(request).files()) bytes += (await file.toBuffer()).length
        return { bytes }
      })
    },
    asks: [upload('/', parts(['f', '12345', 'a'])), upload('/', parts(['f', 'far too long for it', 'a'])), upload('/', parts(['f', '1', 'a'], ['g', '1', 'b']))]
  },
  {
    name: 'files that are saved',
    async app (app) {
      await app.register(await load('@fastify/multipart'))
      app.post('/', async request => (await of(request).saveRequestFiles()).map(({ filename }) => filename))
    },
    asks: [upload('/', parts(['f', 'abc', 'a.txt'], ['g', 'd', 'b.txt']))]
  },
  {
    name: 'fields in the body, with a schema',
    async app (app) {
      await app.register(await load('@fastify/multipart'), { attachFieldsToBody: 'keyValues' })
      app.post('/', { schema: { body: order } }, echo)
      app.post('/free', echo)
    },
    asks: [upload('/', parts(['name', 'x'], ['amount', '5'], ['gift', 'true'], ['tags', 'a'])), upload('/', parts(['amount', '5'])), upload('/free', parts(['a', 'b'], ['f', 'c', 'c.txt'])), upload('/', parts(['name', 'x'], ['more', '1']), { rule: 'unknown property' })]
  },
  {
    name: "parts in the body, with multipart's shared schema",
    async app (app) {
      await app.register(await load('@fastify/multipart'), { attachFieldsToBody: true, sharedSchemaId: 'MultipartFileType' })
      app.post('/', { schema: { body: { type: 'object', required: ['file'], properties: { file: { $ref: 'MultipartFileType' }, hello: { type: 'object', properties: { value: { type: 'string', enum: ['world'] } } } } } } },
        async ({ body }) => Object.fromEntries(Object.entries(body as Record<string, { filename?: string, value?: string }>).map(([name, { filename, value }]) => [name, filename ?? value])))
    },
    asks: [upload('/', parts(['file', 'abc', 'a.txt'])), upload('/', parts(['file', 'abc', 'a.txt'], ['hello', 'world'])), upload('/', parts(['file', 'abc', 'a.txt'], ['hello', 'you'])), upload('/', parts(['hello', 'world']))]
  },
  {
    name: 'a file that the schema asks for',
    async app (app) {
      await app.register(await load('@fastify/multipart'), { attachFieldsToBody: true })
      app.post('/', { schema: { body: { type: 'object', required: ['file'], properties: { file: { isFile: true } } } } }, async ({ body }) => Object.keys(body as object))
    },
    own: {
      ajv: {
        plugins: [((ajv: { addKeyword (keyword: object): unknown }) => {
          ajv.addKeyword({ keyword: 'isFile', validate: (_: unknown, part: { file?: unknown }) => part.file !== undefined })
          return ajv
        }) as never]
      }
    },
    asks: [upload('/', parts(['file', 'abc', 'a.txt'])), upload('/', parts(['file', 'abc']))]
  },
  {
    name: 'FormData of the web',
    async app (app) {
      await app.register(await load('@fastify/multipart'), { attachFieldsToBody: true })
      app.post('/', async request => [...(await of(request).formData()).keys()])
    },
    asks: [upload('/', parts(['a', 'b'], ['f', 'abc', 'a.txt']))]
  }
]
