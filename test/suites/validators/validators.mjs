// Validators and providers of other people, each with the same body: what `table.ts` says of it is asked of all.
import ajvErrors from 'ajv-errors'
import addFormats from 'ajv-formats'
import Ajv from 'ajv'
import Ajv2019 from 'ajv/dist/2019.js'
import Ajv2020 from 'ajv/dist/2020.js'
import { type as ark } from 'arktype'
import { validatorCompiler as zod4Compiler } from 'fastify-type-provider-zod'
import { validatorCompiler as zod3Compiler } from 'fastify-type-provider-zod-3'
import { validatorCompiler as zodOpenapiCompiler } from 'fastify-zod-openapi'
import S from 'fluent-json-schema'
import Joi from 'joi'
import * as s from 'superstruct'
import { TypeBoxValidatorCompiler as typebox034Compiler } from '@fastify/type-provider-typebox'
import { FormatRegistry, Type as Type034 } from '@sinclair/typebox'
import { TypeBoxValidatorCompiler as typebox1Compiler } from 'type-provider-typebox-6'
import { Type as Type1 } from 'typebox'
import * as v from 'valibot'
import * as yup from 'yup'
import { z as zod4 } from 'zod'
import { z as zod3 } from 'zod-3'

const mail = /^[^@\s]+@[^@\s]+$/
FormatRegistry.Set('email', value => mail.test(value))

const own = 'Choose a size that we have.'

/** The same words in every dialect. */
const alike = words => ({ akeneo: words, gitlab: words, problem: words })

const query = { type: 'object', properties: { page: { type: 'number' } } }

const jsonSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 3 },
    count: { type: 'number' },
    colour: { type: 'string', enum: ['red', 'green'] },
    kind: { const: 'cat' },
    code: { type: 'string', pattern: '^[a-z]+$' },
    mail: { type: 'string', format: 'email' },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 },
    rates: { type: 'object', additionalProperties: { type: 'number' } },
    list: { type: 'array', items: { type: 'object', properties: { x: { type: 'string' } } } },
    pet: { anyOf: [tagged('cat', 'lives'), tagged('dog', 'tricks')] }
  }
}

function tagged (kind, property) {
  return { type: 'object', required: ['kind', property], properties: { kind: { const: kind }, [property]: { type: 'number' } } }
}

/** The same with a size whose author has said what is right. */
const worded = { ...jsonSchema, properties: { ...jsonSchema.properties, size: { type: 'number', maximum: 50, errorMessage: own } } }
/** As draft 2020-12 has tuples. */
const of2020 = schema => ({ ...schema, properties: { ...schema.properties, pair: { type: 'array', prefixItems: jsonSchema.properties.pair.items, minItems: 2, maxItems: 2, items: false } } })

const typebox = Type => Type.Object({
  name: Type.String({ minLength: 3 }),
  count: Type.Optional(Type.Number()),
  colour: Type.Optional(Type.Union([Type.Literal('red'), Type.Literal('green')])),
  kind: Type.Optional(Type.Literal('cat')),
  code: Type.Optional(Type.String({ pattern: '^[a-z]+$' })),
  mail: Type.Optional(Type.String({ format: 'email' })),
  either: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  pair: Type.Optional(Type.Tuple([Type.String(), Type.Number()])),
  rates: Type.Optional(Type.Record(Type.String(), Type.Number())),
  list: Type.Optional(Type.Array(Type.Object({ x: Type.Optional(Type.String()) }))),
  pet: Type.Optional(Type.Union([
    Type.Object({ kind: Type.Literal('cat'), lives: Type.Number() }), Type.Object({ kind: Type.Literal('dog'), tricks: Type.Number() })
  ]))
}, { additionalProperties: false })

const zod = (z, strict) => strict(z.object({
  name: z.string().min(3),
  count: z.number().optional(),
  colour: z.enum(['red', 'green']).optional(),
  kind: z.literal('cat').optional(),
  code: z.string().regex(/^[a-z]+$/).optional(),
  mail: z.string().email().optional(),
  either: z.union([z.string(), z.number()]).optional(),
  pair: z.tuple([z.string(), z.number()]).optional(),
  rates: z.record(z.string(), z.number()).optional(),
  list: z.array(z.object({ x: z.string().optional() })).optional(),
  pet: z.union([z.object({ kind: z.literal('cat'), lives: z.number() }), z.object({ kind: z.literal('dog'), tricks: z.number() })]).optional(),
  size: z.number().refine(size => size <= 50, { message: own }).optional()
}))
const zodBodies = [zod(zod4, object => object.strict()), zod(zod3, object => object.strict())]

const joi = Joi.object({
  name: Joi.string().min(3).required(),
  count: Joi.number().strict(),
  colour: Joi.string().valid('red', 'green'),
  kind: Joi.valid('cat'),
  code: Joi.string().pattern(/^[a-z]+$/),
  mail: Joi.string().email(),
  either: Joi.alternatives(Joi.string(), Joi.number().strict()),
  pair: Joi.array().ordered(Joi.string(), Joi.number().strict()),
  rates: Joi.object().pattern(Joi.string(), Joi.number().strict()),
  list: Joi.array().items(Joi.object({ x: Joi.string() })),
  size: Joi.number().max(50).messages({ 'number.max': own })
})

const yupBody = yup.object({
  name: yup.string().min(3).required(),
  count: yup.number(),
  colour: yup.string().oneOf(['red', 'green']),
  kind: yup.string().oneOf(['cat']),
  code: yup.string().matches(/^[a-z]+$/),
  mail: yup.string().email(),
  pair: yup.tuple([yup.string(), yup.number()]),
  list: yup.array(yup.object({ x: yup.string() })),
  size: yup.number().max(50, own)
}).noUnknown()

const valibot = v.strictObject({
  name: v.pipe(v.string(), v.minLength(3)),
  count: v.optional(v.number()),
  colour: v.optional(v.picklist(['red', 'green'])),
  kind: v.optional(v.literal('cat')),
  code: v.optional(v.pipe(v.string(), v.regex(/^[a-z]+$/))),
  mail: v.optional(v.pipe(v.string(), v.email())),
  either: v.optional(v.union([v.string(), v.number()])),
  pair: v.optional(v.tuple([v.string(), v.number()])),
  rates: v.optional(v.record(v.string(), v.number())),
  list: v.optional(v.array(v.object({ x: v.optional(v.string()) }))),
  pet: v.optional(v.variant('kind', [v.object({ kind: v.literal('cat'), lives: v.number() }), v.object({ kind: v.literal('dog'), tricks: v.number() })])),
  size: v.optional(v.pipe(v.number(), v.check(size => size <= 50, own)))
})

const arktype = ark({
  '+': 'reject',
  name: 'string >= 3',
  'count?': 'number',
  'colour?': "'red' | 'green'",
  'kind?': "'cat'",
  'code?': /^[a-z]+$/,
  'mail?': 'string.email',
  'either?': 'string | number',
  'pair?': ['string', 'number'],
  'rates?': 'Record<string, number>',
  'list?': ark({ 'x?': 'string' }).array(),
  'pet?': ark({ kind: "'cat'", lives: 'number' }).or({ kind: "'dog'", tricks: 'number' }),
  'size?': ark('number <= 50').configure({ message: own })
})

const superstruct = s.object({
  name: s.size(s.string(), 3, 100),
  count: s.optional(s.number()),
  colour: s.optional(s.enums(['red', 'green'])),
  kind: s.optional(s.literal('cat')),
  code: s.optional(s.pattern(s.string(), /^[a-z]+$/)),
  pair: s.optional(s.tuple([s.string(), s.number()])),
  rates: s.optional(s.record(s.string(), s.number())),
  list: s.optional(s.array(s.object({ x: s.optional(s.string()) }))),
  size: s.optional(s.refine(s.number(), 'size', size => size <= 50 || own))
})

const standard = ({ schema }) => (data) => {
  const result = schema['~standard'].validate(data)
  return result.issues ? { error: result.issues } : { value: result.value }
}

const ajvOf = (Class, options = {}) => {
  const ajv = new (Class.default ?? Class)({ allErrors: true, strict: false, ...options });
  (addFormats.default ?? addFormats)(ajv)
  return ajv
}
const built = (Class, options) => ({ schemaController: { compilersFactory: { buildValidator: () => ({ schema }) => ajvOf(Class, options).compile(schema) } } })

/** `server`: options of Fastify; `compiler`: of the application; `lacks`: what the schema has not; `says`: what is said in other words. */
export const validators = {
  'Ajv, as it comes': { body: jsonSchema, query, lacks: ['size'] },
  'Ajv with allErrors': { body: jsonSchema, query, server: { ajv: { customOptions: { allErrors: true } } }, lacks: ['size'] },
  'Ajv with ajv-errors': { body: worded, query, server: { ajv: { customOptions: { allErrors: true }, plugins: [ajvErrors] } } },
  'Ajv with ajv-errors and no word of allErrors': { body: worded, query, server: { ajv: { plugins: [ajvErrors] } } },
  'Ajv as a compiler': { body: jsonSchema, query, compiler: ({ schema }) => ajvOf(Ajv, { coerceTypes: 'array' }).compile(schema), lacks: ['size', 'type', 'nested', 'pair', 'rates', 'several', 'pet that', 'either'] },
  'Ajv 2019, an own builder': { body: jsonSchema, server: built(Ajv2019), lacks: ['size'] },
  'Ajv 2020, an own builder': { body: of2020(jsonSchema), server: built(Ajv2020), lacks: ['size'] },
  'Ajv with $async': { body: { ...jsonSchema, $async: true }, compiler: ({ schema }) => ajvOf(Ajv).compile(schema), lacks: ['size'] },
  'fluent-json-schema': {
    body: S.object().additionalProperties(false)
      .prop('name', S.string().minLength(3).required()).prop('count', S.number()).prop('colour', S.string().enum(['red', 'green'])).prop('kind', S.const('cat'))
      .prop('code', S.string().pattern('^[a-z]+$')).prop('mail', S.string().format('email')).prop('either', S.anyOf([S.string(), S.number()]))
      .prop('rates', S.object().additionalProperties(S.number())).prop('list', S.array().items(S.object().prop('x', S.string()))),
    query: S.object().prop('page', S.number()),
    lacks: ['pair', 'pet', 'size']
  },
  'TypeBox 0.34 with Ajv': { body: typebox(Type034), query: Type034.Object({ page: Type034.Number() }), lacks: ['size'] },
  'TypeBox 0.34': { body: typebox(Type034), query: Type034.Object({ page: Type034.Number() }), compiler: typebox034Compiler, lacks: ['size'] },
  'TypeBox 1 with Ajv': { body: typebox(Type1), query: Type1.Object({ page: Type1.Number() }), lacks: ['size'] },
  'TypeBox 1': { body: typebox(Type1), query: Type1.Object({ page: Type1.Number() }), compiler: typebox1Compiler, lacks: ['size'] },
  'Zod 4, fastify-type-provider-zod': { body: zodBodies[0], query: zod4.object({ page: zod4.coerce.number() }), compiler: zod4Compiler },
  'Zod 3, fastify-type-provider-zod': { body: zodBodies[1], query: zod3.object({ page: zod3.coerce.number() }), compiler: zod3Compiler },
  'Zod 4, fastify-zod-openapi': { body: zodBodies[0], query: zod4.object({ page: zod4.coerce.number() }), compiler: zodOpenapiCompiler },
  'Zod 4, safeParse': { body: zodBodies[0], query: zod4.object({ page: zod4.coerce.number() }), compiler: ({ schema }) => data => schema.safeParse(data) },
  'Zod 3, parse': { body: zodBodies[1], query: zod3.object({ page: zod3.coerce.number() }), compiler: ({ schema }) => data => ({ value: schema.parse(data) }) },
  'Zod 4, Standard Schema': { body: zodBodies[0], query: zod4.object({ page: zod4.coerce.number() }), compiler: standard },
  Joi: { body: joi, query: Joi.object({ page: Joi.number() }), compiler: ({ schema }) => data => schema.validate(data, { abortEarly: false }), lacks: ['pet'] },
  yup: {
    body: yupBody,
    compiler: ({ schema }) => (data) => {
      try {
        return { value: schema.validateSync(data, { abortEarly: false, strict: true }) }
      } catch (error) {
        return { error }
      }
    },
    lacks: ['either', 'rates', 'pet']
  },
  Valibot: {
    body: valibot,
    compiler: ({ schema }) => (data) => {
      const result = v.safeParse(schema, data)
      return result.success ? { value: result.output } : { error: new v.ValiError(result.issues) }
    }
  },
  'Valibot, Standard Schema': { body: valibot, compiler: standard },
  ArkType: {
    body: arktype,
    compiler: ({ schema }) => (data) => {
      const out = schema(data)
      return out instanceof ark.errors ? { error: out } : { value: out }
    },
    // It sorts what it may be.
    says: {
      enum: { akeneo: 'The value you selected is not a valid choice.', gitlab: 'is not included in the list', problem: 'must be one of: "green", "red"' },
      either: { akeneo: 'This value should be of type number|string.', gitlab: 'is invalid', problem: 'must be of type number or string' }
    }
  },
  Superstruct: {
    body: superstruct,
    compiler: ({ schema }) => (data) => {
      const [error, value] = s.validate(data, schema)
      return error ? { error } : { value }
    },
    lacks: ['format', 'either', 'pet', 'several'],
    says: {
      enum: { akeneo: 'The value you selected is not a valid choice.', gitlab: 'is not included in the list', problem: 'is not an allowed value' },
      const: { akeneo: 'The value you selected is not a valid choice.', gitlab: 'is not included in the list', problem: 'is not an allowed value' },
      length: alike('Expected a string with a length between `3` and `100` but received one with a length of `1`')
    }
  },
  'written by hand': {
    body: {},
    compiler: () => byHand,
    lacks: ['type', 'enum', 'const', 'length', 'pattern', 'format', 'either', 'pair', 'rates', 'nested', 'size', 'pet', 'several'],
    says: { missing: alike('A name is needed.'), unknown: alike('This is not known here.'), root: alike('The body must be an object.') }
  }
}

/** As an application writes one. */
function byHand (data) {
  const known = Object.keys(jsonSchema.properties)
  const issues = []
  if (typeof data !== 'object') return { error: new Error('The body must be an object.') }
  if (data.name === undefined) issues.push({ path: ['name'], message: 'A name is needed.' })
  for (const name of Object.keys(data)) if (!known.includes(name)) issues.push({ path: [name], message: 'This is not known here.' })
  return issues.length > 0 ? { error: issues } : { value: data }
}
