import { Type } from '@sinclair/typebox'
import { conflict, notFound, routes, type ApiError } from 'fastify-conformant'
import { Collection, type Catalog } from './data.ts'
import { list, Page } from './lists.ts'
import { ByCode, Code, Labels } from './schemas.ts'

export const Attribute = Type.Object({ code: Code, type: Type.String(), labels: Type.Optional(Labels) })
export const AttributeOption = Type.Object({ code: Code, attribute: Type.String(), labels: Type.Optional(Labels) })
const NewOption = Type.Object({ code: Code, attribute: Type.Optional(Type.String()), labels: Type.Optional(Labels) })

const noAttribute = (id: string): ApiError => notFound({ resource: 'Attribute', id })

export const attributes = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  const { attributes, options } = catalog

  app.get('/attributes', { schema: { querystring: Page } }, async (request) => list(request, request.query, attributes))

  app.get('/attributes/:code', { schema: { params: ByCode }, config: { conformant: { errors: [noAttribute('colour')] } } }, async ({ params }) => find(params.code))

  app.get('/attributes/:code/options', { schema: { params: ByCode, querystring: Page }, config: { conformant: { errors: [noAttribute('colour')] } } }, async (request) =>
    list(request, request.query, optionsOf(request.params.code)))

  app.get('/attributes/:code/options/:option', {
    schema: { params: Type.Object({ code: Type.String(), option: Type.String() }) },
    config: { conformant: { errors: [notFound({ resource: 'Attribute option', id: 'nike' })] } }
  }, async ({ params }) => {
    const option = optionsOf(params.code).get(params.option)
    if (option === undefined) throw notFound({ resource: 'Attribute option', id: params.option })
    return option
  })

  app.post('/attributes/:code/options', {
    schema: { params: ByCode, body: NewOption },
    config: { conformant: { documentation: '#post_attributes__attribute_code__options', standardFormat: '#attribute-option', errors: [noAttribute('colour'), conflict("Option 'tommy' already exists.")] } }
  }, async ({ params: { code }, body }, reply) => {
    optionsOf(code).add(body.code, { ...body, attribute: code })
    return reply.created(`/attributes/${code}/options/${body.code}`)
  })

  function find (code: string): object {
    const attribute = attributes.get(code)
    if (attribute === undefined) throw noAttribute(code)
    return attribute
  }

  function optionsOf (code: string): NonNullable<ReturnType<typeof options.get>> {
    find(code)
    return options.get(code) ?? new Collection('Option')
  }
})
