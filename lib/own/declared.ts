import { ApiError } from '../errors/api-error.ts'
import { entryOf, type AnyKind, type Kind } from '../errors/catalog.ts'
import { constructorOf } from '../errors/named.ts'
import { badOption } from '../options/check.ts'
import type { Option } from '../options/option.ts'
import { Type } from '../options/type.ts'
import { described } from '../options/words.ts'
import { makerOf } from './define-errors.ts'

/** What makes an error of one kind: a constructor of `defineErrors()`, or a named one such as `notFound`. */
export type ErrorConstructor = (...given: never[]) => ApiError

/** An error that a handler may give: the name of a kind, what makes it, or one as it is given, whose words are documented then. */
export type DeclaredError = AnyKind | ErrorConstructor | ApiError

/** What a place declares. */
export type Declarations = readonly DeclaredError[]

/** What holds of one: its kind, what makes it, and an error with the words that it leaves with where they are known. */
export interface Declared { readonly kind: AnyKind, readonly make: ErrorConstructor, readonly error: ApiError | undefined }

const right = 'kinds such as "not_found", constructors such as notFound or those of defineErrors(), or errors such as notFound({ resource: "User" })'

const kindsOf = new WeakMap<ErrorConstructor, AnyKind>()

/** The errors that handlers declare. Those of a scope and of a route are added to those around them; of one kind the nearest speaks. */
export const declaredErrors: Option<Declarations, readonly Declared[]> = {
  schema: described(Type.Array(Type.Any()), `a list of ${right}`),
  default: [],
  check (given, of) {
    given.forEach((one, at) => {
      if (kindOf(one) === undefined) throw badOption(`errors[${at}]`, of, `one of ${right}`, one)
    })
  },
  read (given, around) {
    if (given === undefined) return around
    const own = given.map((one): Declared => {
      const kind = kindOf(one) as AnyKind
      return { kind, make: typeof one === 'function' ? one : makerOf(kind) ?? constructorOf(kind as Kind), error: ApiError.is(one) ? one : undefined }
    })
    return [...own, ...around.filter(({ kind }) => own.every(other => other.kind !== kind))]
  }
}

const makers = new WeakMap<readonly Declared[], Readonly<Record<string, ErrorConstructor>>>()

/** What makes the errors that are declared at a place, by their kinds; the same object each time. */
export function makersOf (declared: readonly Declared[]): Readonly<Record<string, ErrorConstructor>> {
  let made = makers.get(declared)
  if (made === undefined) {
    made = Object.freeze(Object.fromEntries(declared.map(({ kind, make }) => [kind, make])))
    makers.set(declared, made)
  }
  return made
}

/** Undefined for what is no error that there is. */
function kindOf (one: DeclaredError): AnyKind | undefined {
  const kind = typeof one === 'string' ? one : ApiError.is(one) ? one.kind : typeof one === 'function' ? kindMadeBy(one) : undefined
  return kind === undefined || entryOf(kind) === undefined ? undefined : kind
}

/** Those of `defineErrors()` say it; the named ones make an error of nothing. */
function kindMadeBy (make: ErrorConstructor & { readonly kind?: AnyKind }): AnyKind | undefined {
  const known = make.kind ?? kindsOf.get(make)
  if (known !== undefined) return known
  try {
    const made: unknown = make()
    if (!ApiError.is(made)) return undefined
    kindsOf.set(make, made.kind)
    return made.kind
  } catch {
    return undefined
  }
}

/** One with the words that its kind has by itself; undefined where it has members that somebody has to say. */
export function standardOf ({ kind, error }: Pick<Declared, 'kind' | 'error'>): ApiError | undefined {
  if (error !== undefined) return error
  const required = entryOf(kind)?.own?.schema?.required
  if (Array.isArray(required) && required.length > 0) return undefined
  return makerOf(kind)?.() ?? new ApiError(kind as Kind)
}
