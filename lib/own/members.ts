import { plainMembers } from '../errors/plain-data.ts'
import { clean } from '../http/echo.ts'
import { stepsOf } from '../http/json-pointer.ts'
import { ajvCompiler } from '../validation/ajv.ts'
import { isStandard } from './member-schema.ts'
import type { StandardSchema } from './member-types.ts'

type Members = Readonly<Record<string, unknown>>

/** What has become of the members that an error was given: plain data, and sentences of what was left out. */
interface Checked {
  readonly members: Members
  readonly faults?: string[]
}

/** Something that does not fit: a member, or undefined for all of them together; and why, in the words of its validator. */
interface Misfit { readonly name: string | undefined, readonly why: string, readonly says?: unknown }

/** Looks at the plain members: what does not fit. */
type Find = (members: Members) => readonly Misfit[]

const nothing: readonly Misfit[] = Object.freeze([])

/**
 * What looks at the members whenever an error is thrown. One that does not fit is left out; the error is thrown all the same.
 *
 * @param schema - a Standard Schema, or JSON Schema, which is compiled now
 * @param names - the members there are; undefined where there may be others
 * @param omit - those of which nothing may stand in the log: what a validator says may repeat a value
 * @throws what Ajv says of JSON Schema that cannot be compiled
 */
export function membersCheck (schema: unknown, names: readonly string[] | undefined, omit: readonly string[]): (given: Members) => Checked {
  const { read, find } = isStandard(schema) ? standard(schema) : { read: plainMembers, find: schema === undefined ? () => nothing : compiled(schema as object) }
  const known = names && new Set(names)
  return (given) => {
    const members = read(given)
    const misfits = find(members)
    const isKnown = known === undefined || Object.keys(members).every(name => known.has(name))
    if (misfits.length === 0 && isKnown) return { members }
    const others = isKnown ? [] : Object.keys(members).filter(name => !known.has(name))
    return without(members, [...misfits, ...others.map(name => ({ name, why: 'is not in its definition' }))], omit)
  }
}

function without (members: Members, misfits: readonly Misfit[], omit: readonly string[]): Checked {
  const isWhole = misfits.some(({ name }) => name === undefined)
  return {
    members: Object.fromEntries(Object.entries(members).filter(([member]) => !isWhole && misfits.every(({ name }) => name !== member))),
    faults: [...new Set(misfits.map(({ name, why, says }) => {
      const words = says === undefined || (name === undefined ? omit.length > 0 : omit.includes(name)) ? '' : `: ${clean(String(says))}`
      return `${name === undefined ? 'its members' : `its member "${clean(name)}"`} ${why}${words}`
    }))]
  }
}

interface AjvError { readonly instancePath: string, readonly message?: string, readonly params: { readonly missingProperty?: string, readonly additionalProperty?: string } }
type Validate = ((value: unknown) => unknown) & { errors?: readonly AjvError[] }
type Compile = (definition: { schema: object, method: string, url: string }) => Validate

/** Fastify's own Ajv, which is there as soon as one route has a schema. Nothing is coerced, filled in or taken out. */
const newCompiler = (): Compile => ajvCompiler()()({}, { customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, useDefaults: false } } as never) as unknown as Compile
let shared: Compile | undefined

/** @throws what Ajv says of a schema that is none */
function compiled (schema: object): Find {
  const definition = { schema, method: '', url: '' }
  let validate: Validate
  try {
    validate = (shared ??= newCompiler())(definition)
  } catch {
    // Another schema may have the same $id.
    validate = newCompiler()(definition)
  }
  return members => validate(members) === true ? nothing : (validate.errors as readonly AjvError[]).map(misfitOf)
}

function misfitOf ({ instancePath, message, params: { missingProperty, additionalProperty } }: AjvError): Misfit {
  const [step] = stepsOf(instancePath, undefined)
  return step === undefined && missingProperty !== undefined ? { name: missingProperty, why: 'is missing' } : misfit(step ?? additionalProperty, message)
}

function misfit (name: PropertyKey | undefined, says: unknown): Misfit {
  return name === undefined ? { name, why: 'do not fit', says } : { name: String(name), why: 'does not fit', says }
}

/** What a Standard Schema makes of what is given, such as a text of a date, is what is sent. */
function standard (schema: StandardSchema): { read: (given: Members) => Members, find: Find } {
  let found = nothing
  return {
    read (given) {
      found = nothing
      try {
        const result = schema['~standard'].validate(given)
        if ('then' in result) {
          result.then(undefined, () => {})
          found = [{ name: undefined, why: 'do not fit, for their schema answers with a promise' }]
        } else if (result.issues === undefined) return plainMembers(result.value as Members)
        else found = result.issues.map(({ path, message }) => misfit(keyOf(path?.[0]), message))
      } catch (fault) {
        found = [misfit(undefined, fault)]
      }
      return plainMembers(given)
    },
    find: () => found
  }
}

function keyOf (step: PropertyKey | { readonly key: PropertyKey } | undefined): PropertyKey | undefined {
  return typeof step === 'object' ? step.key : step
}
