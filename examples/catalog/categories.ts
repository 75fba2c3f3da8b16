import { Type } from '@sinclair/typebox'
import { conflict, notFound, routes, unprocessable, type ApiError } from 'fastify-conformant'
import { may, mayNot } from './auth.ts'
import type { Catalog } from './data.ts'
import { list, Page } from './lists.ts'
import { ByCode, Code, Labels } from './schemas.ts'

export const Category = Type.Object({
  code: Code,
  parent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  labels: Type.Optional(Labels)
})
const Changes = Type.Partial(Category)
const administrate = 'administrate categories'
const codesDiffer = (inBody: string, inUrl: string): ApiError => unprocessable(`The code '${inBody}' in the body must be the code '${inUrl}' in the URL.`)

export const categories = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  const { categories } = catalog
  const onRequest = may(administrate)

  app.get('/categories', { schema: { querystring: Page } }, async (request) => list(request, request.query, categories))

  app.get('/categories/:code', {
    schema: { params: ByCode },
    config: { conformant: { errors: [notFound({ resource: 'Category', id: 'master' })] } }
  }, async ({ params: { code } }) => {
    const category = categories.get(code)
    if (category === undefined) throw notFound({ resource: 'Category', id: code })
    return category
  })

  app.post('/categories', {
    onRequest,
    schema: { body: Category },
    config: { conformant: { documentation: '#post_categories', standardFormat: '#category', errors: [mayNot(administrate), conflict("Category 'summer' already exists.")] } }
  }, async ({ body }, reply) => {
    checkParent(body.parent)
    categories.add(body.code, body)
    return reply.created(`/categories/${body.code}`)
  })

  // An update of what is not there creates it.
  app.patch('/categories/:code', {
    onRequest,
    schema: { params: ByCode, body: Changes },
    config: { conformant: { documentation: '#patch_categories__code_', standardFormat: '#category', errors: [mayNot(administrate), codesDiffer('winter', 'summer')] } }
  }, async ({ params: { code }, body }, reply) => {
    if (body.code !== undefined && body.code !== code) {
      throw codesDiffer(body.code, code)
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
