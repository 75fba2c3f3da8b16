import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { kindOf, kinds, type CatalogEntry, type Kind } from '../errors/catalog.ts'
import { logFault, type Told } from '../errors/log.ts'
import { isOfBody, ofBody } from '../errors/of-body.ts'
import { remade } from '../errors/own.ts'
import { comesAgain } from '../errors/shared.ts'
import { badOption } from '../options/check.ts'
import type { Option } from '../options/option.ts'
import { Type } from '../options/type.ts'
import { aFunction } from '../options/words.ts'

/** A kind of the application's that can be made of nothing. */
interface WithoutMembers {
  (): ApiError
  readonly kind: string
  readonly definition: CatalogEntry
}

/** What is answered in place of a refusal; undefined: the refusal. `request` is undefined below the hooks. */
type InPlace = (refusal: ApiError, request: FastifyRequest | undefined) => ApiError | undefined

/** Whom it is answered to. */
type Asking = Told & { readonly request: FastifyRequest | undefined }

/** By kind of what is refused. The general kind of a status, such as `not_found`, speaks for those of the same status that are not named. */
export type Refusals = { readonly [Name in Kind]?: WithoutMembers | InPlace }

const right = 'a kind of defineErrors() without members, or a function (refusal, request) => ApiError | undefined'

/** Those of a scope are laid over those around it. */
export const refusals: Option<Refusals, Refusals | undefined> = {
  schema: Type.Partial(Type.Object(Object.fromEntries(kinds.map(kind => [kind, aFunction(right)]))), { additionalProperties: false, description: `${right}, by kind: { not_found: errors.noSuchThing }` }),
  default: undefined,
  check (given, of) {
    for (const [kind, made] of Object.entries(given)) {
      if (needsMembers(made)) throw badOption(`refusals.${kind}`, of, right, made)
    }
  },
  read: (given, around) => given === undefined ? around : { ...around, ...given }
}

function isKind (made: WithoutMembers | InPlace): made is WithoutMembers {
  return 'definition' in made
}

function needsMembers (made: WithoutMembers | InPlace): boolean {
  return isKind(made) && (made.definition.own?.schema?.required as unknown[] | undefined ?? []).length > 0
}

const known = new WeakMap<WithoutMembers, WeakMap<ApiError, ApiError>>()

/** The application's error in place of a refusal, with all that the refusal tells in header fields and findings. */
export function inPlaceOf (refusal: ApiError, all: Refusals, asker: Asking): ApiError {
  const made = all[refusal.kind as Kind] ?? all[kindOf(refusal.status)]
  if (made === undefined) return refusal
  if (!isKind(made)) return asked(made, refusal, asker)
  // What a gate refuses again and again is one error, and so is what is said in its place.
  let others = known.get(made)
  if (others === undefined) known.set(made, others = new WeakMap())
  let own = others.get(refusal)
  if (own !== undefined) return own
  own = joined(made(), refusal)
  if (comesAgain(refusal)) others.set(refusal, own)
  return own
}

function asked (made: InPlace, refusal: ApiError, asker: Asking): ApiError {
  try {
    const own: unknown = made(refusal, asker.request)
    if (ApiError.is(own)) return own === refusal ? refusal : joined(own, refusal)
    if (own === undefined) return refusal
    if (own instanceof Promise) own.catch(() => {})
    logFault(asker, new TypeError('it must answer an ApiError or undefined'), 'refusal', `: ${refusal.kind}`)
  } catch (fault) {
    logFault(asker, fault, 'refusal', `: ${refusal.kind}`)
  }
  return refusal
}

function joined (own: ApiError, refusal: ApiError): ApiError {
  const made = remade(own, {
    headers: { ...refusal.headers, ...own.headers },
    issues: own.issues.length > 0 ? own.issues : refusal.issues,
    facts: { ...refusal.facts, ...own.facts },
    cause: own.cause ?? refusal.cause
  })
  return isOfBody(refusal) ? ofBody(made) : made
}
