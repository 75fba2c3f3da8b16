// Compiled as each kind of project that tarball.test.mjs lists, then run. TypeBox
// has declarations for ES modules and others for CommonJS, and schemas of the one
// do not fit the other: what the package declares must have found the user's.
import assert from 'node:assert/strict'
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { akeneo, akeneoSchema, defineDialect, notFound, problem, routes, typed } from 'fastify-conformant'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false

const plain = defineDialect({
  name: 'plain',
  mediaType: 'application/json',
  render: error => ({ error: error.message }),
  schema: () => Type.Object({ error: Type.String() })
})

async function main (): Promise<void> {
  const app = Fastify()
  await app.register(conformant, { dialect: plain })
  const user = Type.Object({ id: Type.Integer() })
  typed(app).get('/users/:id', { schema: { params: user } }, async ({ params }) => {
    const known: Equal<typeof params, { id: number }> = true
    if (params.id === 0) throw notFound('No user has this id.')
    return { id: params.id, known }
  })
  await app.register(routes(async app => {
    app.get('/again/:id', { schema: { params: user }, config: { conformant: { dialect: akeneo() } } }, async ({ params }) => {
      throw notFound(params.id.toFixed(1))
    })
  }))

  const get = async (url: string): Promise<string> => (await app.inject(url)).body
  assert.equal(await get('/users/7'), '{"id":7,"known":true}')
  assert.equal(await get('/users/0'), '{"error":"No user has this id."}')
  assert.equal(await get('/again/7'), '{"code":404,"message":"7.0"}')
  assert.equal(Type.Union([akeneoSchema(404), problem().schema(404)]).anyOf.length, 2)
  await app.close()
  // What is looked for: a program that ends early has not shown anything.
  console.log('every assertion holds')
}

export function refused (): void {
  const app = typed(Fastify())
  // Right but for the dialect, so that nothing else can be what is refused.
  app.get('/', { config: { conformant: { dialect: plain } } }, async () => '')
  // @ts-expect-error a dialect is an object: options that accept anything would hide a mistake
  app.get('/', { config: { conformant: { dialect: 1 } } }, async () => '')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
