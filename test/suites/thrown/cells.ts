import { ApiError, type ApiErrorInit } from '../../../lib/errors/api-error.ts'
import type { Kind } from '../../../lib/errors/catalog.ts'
import * as named from '../../../lib/errors/constructors.ts'
import { values } from './values.ts'

/** One constructor, with one value in one place. */
export interface Cell {
  readonly name: string
  readonly make: () => unknown
  /** What the error is without anything said of it. */
  readonly kind: Kind
}

type Make = (init: ApiErrorInit) => ApiError

const { methodNotAllowed, ...others } = named

/** Each constructor with the options in the place where they stand. */
const constructors: ReadonlyArray<readonly [name: string, make: Make]> = [
  ...Object.entries(others).map(([name, construct]) => [name, construct as Make] as const),
  ...(['notFound', 'unprocessable'] as const).map(name => [`${name}('M', …)`, (init: ApiErrorInit) => named[name]('M', init as never)] as const),
  ['methodNotAllowed', (init) => methodNotAllowed(['GET'], undefined, init)],
  ['methodNotAllowed without a list', (init) => methodNotAllowed(undefined, undefined, init)],
  // It makes those too that no name stands for.
  ...(['validation_failed', 'captcha_required', 'route_not_found'] as const).map(kind => [`new ApiError('${kind}')`, (init: ApiErrorInit) => new ApiError(kind, init)] as const)
]

/** Where a value may stand. */
const places: Readonly<Record<string, (value: unknown) => object>> = {
  message: (value) => ({ message: value }),
  facts: (value) => ({ facts: value }),
  'each fact': (value) => ({
    facts: { allow: value, value, allowed: value, resource: value, id: value, limit: value, unit: value, challenge: value, existing: value, moved: value, mine: value }
  }),
  'in facts': (value) => ({
    facts: { allow: [value], allowed: [value], challenge: { error: value, description: value, scope: value }, existing: { location: value, etag: value }, mine: { a: [value] } }
  }),
  links: (value) => ({ links: value }),
  'a link': (value) => ({ links: { documentation: value, other: value } }),
  headers: (value) => ({ headers: value }),
  'a header': (value) => ({ headers: { 'x-a': value, 'retry-after': value, vary: value, etag: [value, value], 'www-authenticate': value, 'set-cookie': [value], 'content-type': value, 'content-length': value, 'bad name': value } }),
  extra: (value) => ({ extra: value }),
  'a member': (value) => ({ extra: { mine: value, code: value, message: value, errors: value, _links: value, type: value, title: value, status: value, detail: value, documentation: value, existing: value, error: value } }),
  issues: (value) => ({ issues: value }),
  'in issues': (value) => ({
    issues: [value, ...['type', 'maxLength', 'enum', 'format', 'multipleOf', 'additionalProperties', 'required'].map((keyword, index) => ({
      path: index % 2 === 0 ? value : ['a', value], keyword, params: { limit: value, type: value, allowedValues: value, format: value, multipleOf: value }, part: value, attribute: value, locale: value, scope: value, currency: value, mine: value
    })), { path: 'a', message: value, keyword: value, params: value }]
  }),
  cause: (value) => ({ cause: value }),
  'resource and id': (value) => ({ resource: value, id: value })
}

/** The constructors that are a place themselves. */
const first: ReadonlyArray<readonly [name: string, make: (value: unknown) => unknown]> = [
  ...Object.entries(others).map(([name, construct]) => [name, construct as (value: unknown) => unknown] as const),
  ['methodNotAllowed of a list', (value) => methodNotAllowed([value as string, 'GET'])],
  ['methodNotAllowed with a message', (value) => methodNotAllowed(['GET'], value as string)],
  ['methodNotAllowed with options', (value) => methodNotAllowed(['GET'], 'M', value as object)]
]

/** Where a value that cannot be written is thrown out by the constructor itself: that is a fault of the application. */
const options: ReadonlyArray<readonly [name: string, make: (value: unknown) => unknown]> = [
  ['conflict, existing', (value) => named.conflict({ existing: value as string })],
  ['conflict, etag', (value) => named.conflict({ etag: value as string })],
  ['unauthorized, challenge', (value) => named.unauthorized({ challenge: value as string })],
  ['unauthorized, challenges', (value) => named.unauthorized({ challenges: value as [] })],
  ...(['unauthorized', 'forbidden'] as const).flatMap(name => ['scheme', 'realm', 'error', 'description', 'scope', 'params'].map(option =>
    [`${name}, ${option}`, (value: unknown) => named[name]({ [option]: value })] as const))
]

export const cells: readonly Cell[] = [
  ...constructors.flatMap(([name, make]) => {
    const kind = make({}).kind as Kind
    return Object.entries(places).filter(([place]) => place !== 'resource and id' || /notFound|forbidden/.test(name)).flatMap(([place, put]) => values.map(([said, value]): Cell => ({
      name: `${name}, ${place}: ${said}`, make: () => make(put(value)), kind: kindOf(name, kind, put(value))
    })))
  }),
  ...first.flatMap(([name, make]) => {
    const kind = (make(undefined) as ApiError).kind as Kind
    return values.map(([said, value]): Cell => ({ name: `${name}(${said})`, make: () => make(value), kind }))
  }),
  ...constructors.flatMap(([name, make]) => {
    const kind = make({}).kind as Kind
    return values.map(([said, value]): Cell => ({ name: `${name}, retryAfter: ${said}`, make: () => make({ retryAfter: value as number }), kind }))
  }),
  ...options.flatMap(([name, make]) => values.map(([said, value]): Cell => ({ name: `${name}: ${said}`, make: () => make(value), kind: kindMade(() => make(value)) })))
]

function kindMade (make: () => unknown): Kind {
  try {
    return (make() as ApiError).kind as Kind
  } catch {
    return 'internal'
  }
}

/** With issues, `unprocessable` is a failed validation. */
function kindOf (name: string, kind: Kind, init: { issues?: unknown }): Kind {
  return name.startsWith('unprocessable') && init.issues !== undefined && init.issues !== null ? 'validation_failed' : kind
}
