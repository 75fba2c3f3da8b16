import { ApiError, plainError, type ApiErrorInit } from '../errors/api-error.ts'
import { addKind, type CatalogEntry, type Kind } from '../errors/catalog.ts'
import { sendableHeaders, type HeaderFields } from '../errors/headers.ts'
import { noteFaults, saidIn } from '../errors/own.ts'
import { membersOf } from '../errors/plain-data.ts'
import { badOption } from '../options/check.ts'
import { checkDefinitions, claim, entryFor, of, type ErrorDefinition, type OwnMessage } from './definition.ts'
import type { InputOf, MembersOf, NoMembers } from './member-types.ts'
import { membersCheck } from './members.ts'

/** What is said of one occurrence, beside the members. */
export type OwnErrorOptions = Omit<ApiErrorInit, 'status' | 'extra'>

/** An error that the application has defined. */
export type OwnError<Name extends string = string, Members = Readonly<Record<string, unknown>>> = ApiError & { readonly kind: Name, readonly members: Members }

/** Makes the errors of one kind, and knows them. */
export interface OwnConstructor<Name extends string, Input, Members> {
  (...given: keyof Input extends never ? [options?: OwnErrorOptions] : Record<never, never> extends Input ? [members?: Input, options?: OwnErrorOptions] : [members: Input, options?: OwnErrorOptions]): OwnError<Name, Members>
  /** True for an error of this kind. */
  is (value: unknown): value is OwnError<Name, Members>
  readonly kind: Name
  /** The row of the catalog. */
  readonly definition: CatalogEntry
}

type Constructors<Schemas> = { readonly [Name in keyof Schemas & string]: OwnConstructor<Name, InputOf<Schemas[Name]>, MembersOf<Schemas[Name]>> }

/** What `defineErrors` gives, as data: the members of each kind by its name. For `interface ConformantErrors extends ErrorsOf<typeof errors> {}`. */
export type ErrorsOf<Errors> = { [Name in keyof Errors & string]: Errors[Name] extends OwnConstructor<Name, never, infer Members> ? Members : never }

/**
 * A team's own errors, beside those of the catalog: each with its status, what identifies it, its words, and the members that tell a
 * client what it needs to know. They leave in every dialect, and by every way, as the others do.
 *
 * @param definitions - by name, which is the `kind` of the errors
 * @returns what makes them, by name
 * @throws TypeError that names the kind, its member, and what would be right
 * @example
 * export const errors = defineErrors({
 *   outOfCredit: {
 *     status: 403,
 *     type: 'https://example.com/probs/out-of-credit',
 *     title: 'You do not have enough credit.',
 *     members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
 *     message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`
 *   }
 * })
 * throw errors.outOfCredit({ balance: 30, accounts: ['/account/12345'] })
 */
export function defineErrors<const Schemas extends Readonly<Record<string, unknown>>> (definitions: { readonly [Name in keyof Schemas]: ErrorDefinition<Schemas[Name]> }): Constructors<Schemas> {
  const given = definitions as Readonly<Record<string, ErrorDefinition>>
  checkDefinitions(given)
  const entries = Object.entries(given).map(([name, one]) => {
    const entry = entryFor(one)
    return [name, entry, one, checkOf(name, entry, one)] as const
  })
  for (const [name, entry, one] of entries) claim(name, entry, one)
  for (const [name, entry] of entries) addKind(name, entry)
  const made = entries.map(([name, entry, one, check]) => [name, constructorOf(name, entry, one, check)] as const)
  for (const [name, make] of made) makers.set(name, make)
  return Object.freeze(Object.fromEntries(made)) as unknown as Constructors<Schemas>
}

const makers = new Map<string, OwnConstructor<string, object, Members>>()

/** What makes the errors of a kind that an application has defined. */
export function makerOf (kind: string): ((members?: object) => ApiError) | undefined {
  return makers.get(kind)
}

type Members = Readonly<Record<string, unknown>>

/** @throws TypeError for JSON Schema that cannot be compiled */
function checkOf (name: string, entry: CatalogEntry, { members }: ErrorDefinition): Check {
  const own = entry.own as OwnEntry
  try {
    return membersCheck(members, isOpen(own.schema) ? undefined : own.members, own.omit)
  } catch (fault) {
    throw badOption(`${name}.members`, of, `a schema that Ajv can compile (${(fault as Error).message})`, members)
  }
}

type OwnEntry = NonNullable<CatalogEntry['own']>
type Check = ReturnType<typeof membersCheck>

function constructorOf (name: string, entry: CatalogEntry, { members: schema, message, headers }: ErrorDefinition, check: Check): OwnConstructor<string, object, Members> {
  const own = entry.own as OwnEntry
  const isByLanguage = typeof message === 'object'
  const standard = (isByLanguage ? message[own.languages[0] as string] : message) as OwnMessage<unknown> | undefined
  const newFields = typeof headers === 'function' ? headers : undefined
  const make = (first?: unknown, second?: unknown): ApiError => {
    const { members, faults } = check((schema === undefined ? none : first ?? none) as Members)
    const options = optionsOf((schema === undefined ? first : second) as ApiErrorInit | undefined)
    const found = faults ?? []
    const said = options.message ?? wordsOf(standard, members, found)
    const fields = fieldsOf(own.headers, newFields, members, options.headers, found)
    const error = options === none
      ? plainError(name as Kind, said, members, fields)
      : new ApiError(name as Kind, { ...options, ...(said === undefined ? undefined : { message: said }), extra: members, ...(fields === undefined ? undefined : { headers: fields }) })
    if (found.length > 0) noteFaults(error, found.map(fault => `the error ${name} was thrown, and ${fault}`))
    if (isByLanguage && options.message === undefined) saidIn(error, language => wordsOf(message[language], members, []))
    return error
  }
  return Object.freeze(Object.assign(make, { kind: name, definition: entry, is: (value: unknown): value is OwnError => ApiError.is(value) && value.kind === name }))
}

const none: Members = Object.freeze({})

/** The definition has the status, and the members are all that there is beside. */
function optionsOf (given: ApiErrorInit | undefined): ApiErrorInit {
  if (given === undefined) return none
  const { status: _, extra: __, ...options } = membersOf(given)
  return options
}

/** Where a schema says of other members too what they are, there may be others. */
function isOpen (schema: Members | undefined): boolean {
  return schema !== undefined && ((schema.additionalProperties !== undefined && schema.additionalProperties !== false) || schema.patternProperties !== undefined)
}

/** @param faults - told of a function that throws */
function wordsOf (message: OwnMessage<unknown> | undefined, members: Members, faults: string[]): string | undefined {
  if (typeof message !== 'function') return message
  try {
    return message(members as MembersOf<unknown>)
  } catch {
    faults.push('its message failed')
    return undefined
  }
}

function fieldsOf (fixed: HeaderFields, make: ((members: NoMembers) => HeaderFields) | undefined, members: Members, given: unknown, faults: string[]): HeaderFields | undefined {
  let headers = fixed
  if (make !== undefined) {
    try {
      headers = make(members as NoMembers)
    } catch {
      faults.push('its header fields failed')
    }
  }
  if (given === undefined) return headers === fixed && Object.keys(fixed).length === 0 ? undefined : headers
  return { ...sendableHeaders(headers), ...sendableHeaders(given) }
}
