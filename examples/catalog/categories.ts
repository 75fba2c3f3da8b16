import { Type } from '@sinclair/typebox'
import { notFound, routes, unprocessable } from 'fastify-conformant'
import { may } from './auth.ts'
import type { Catalog } from './data.ts'
import { list, Page } from './lists.ts'
import { ByCode, Code, Labels } from './schemas.ts'

export const Category = Type.Object({
  code: Code,
  parent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  labels: Type.Optional(Labels)
})
const Changes = Type.Partial(Category)

export const categories = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  const { categories } = catalog
  const onRequest = may('administrate categories')

  app.get('/categories', { schema: { querystring: Page } }, async (request) => list(request, request.query, categories))

  app.get('/categories/:code', { schema: { params: ByCode } }, async ({ params: { code } }) => {
    const category = categories.get(code)
    if (category === undefined) throw notFound({ resource: 'Category', id: code })
    return category
  })

  app.post('/categories', {
    onRequest,
    schema: { body: Category },
    config: { conformant: { documentation: '#post_categories', standardFormat: '#category' } }
  }, async ({ body }, reply) => {
    checkParent(body.parent)
    categories.add(body.code, body)
    return reply.created(`/categories/${body.code}`)
  })

  // An update of what is not there creates it.
  app.patch('/categories/:code', {
    onRequest,
    schema: { params: ByCode, body: Changes },
    config: { conformant: { documentation: '#patch_categories__code_', standardFormat: '#category' } }
  }, async ({ params: { code }, body }, reply) => {
    if (body.code !== undefined && body.code !== code) {
      throw unprocessable(`The code '${body.code}' in the body must be the code '${code}' in the URL.`)
    }
    checkParent(body.parent)
    const known = categories.get(code)
    categories.set(code, { ...known, ...body, code })
    return known === undefined ? reply.created(`/categories/${code}`) : reply.noContent(`/categories/${code}`)
  })

  function checkParent (parent: string | null | undefined): void {
    if (parent == null || categories.has(parent)) return
    throw unprocessable({
      issues: [{ path: 'parent', message: `The parent category '${parent}' does not exist.` }]
    })
  }
})
