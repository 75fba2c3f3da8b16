import { Type, type TSchema } from '../options/type.ts'
import { checkOptions } from '../options/check.ts'

const either = (...values: string[]): TSchema =>
  Type.Union(values.map(value => Type.Literal(value)), { description: values.map(value => `'${value}'`).join(' or ') })

const absoluteUrl = Type.String({ pattern: '^https?://[^/]', description: 'an absolute URL such as https://api.example.com/reference' })

const messages = Type.Record(Type.Function({ description: 'a function (issue) => string' }),
  { description: 'functions (issue) => string by schema keyword' })

const schemas = {
  akeneo: { wording: either('documented', 'live'), documentation: absoluteUrl, standardFormat: absoluteUrl, messages, findings: either('all', 'first'), negotiation: either('rfc9110', 'exact') },
  gitlab: { wording: either('documented', 'live'), messages, throttle: either('message', 'text'), oauth: Type.Boolean({ description: 'true or false' }) },
  problem: {
    types: absoluteUrl,
    documentation: absoluteUrl,
    messages,
    instance: Type.Function({ description: 'a function (error, context) => string | undefined' }),
    status: Type.Boolean({ description: 'true or false' }),
    validationStatus: Type.Union([Type.Literal(400), Type.Literal(422)], { description: '400 or 422' })
  }
} as const

/**
 * Checks the options of a built-in dialect.
 *
 * @throws TypeError that names the option, its path, and what would be right
 */
export function checkDialectOptions (dialect: keyof typeof schemas, given: object): void {
  checkOptions(given, Type.Partial(Type.Object(schemas[dialect]), { additionalProperties: false }), ` of ${dialect}()`)
}
