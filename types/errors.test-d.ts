// Errors: constructors, kinds, issues.
import {
  ApiError, catalog, conflict, forbidden, issue, kindOf, kinds, methodNotAllowed, normalize, notFound, operationalConstraint, unauthorized, unprocessable,
  type AnyKind, type CatalogEntry, type Facts, type Issue, type Kind, type Part
} from 'fastify-conformant'
import type { Equal, Expect } from './equal.ts'

export const errors = [
  notFound(),
  notFound('Not here.'),
  notFound('Not here.', { links: { documentation: 'https://docs.example' } }),
  notFound({ resource: 'Category', id: 'master' }),
  conflict({ message: 'Taken.', headers: { 'x-a': 1, 'x-b': ['c'] }, extra: { id: 7 }, retryAfter: 3, cause: new Error('why') }),
  unauthorized('No.', { challenge: 'Basic realm="api"' }),
  unauthorized({ message: 'No.', realm: 'shop', error: 'invalid_token', description: 'It has expired.', scope: ['a', 'b'] }),
  unauthorized({ challenges: [{ realm: 'shop' }, { scheme: 'Basic', params: { charset: 'UTF-8' } }] }),
  forbidden({ resource: 'Project', id: '7', scope: 'api' }),
  conflict('Taken.', { existing: '/categories/winter', etag: '"1"' }),
  operationalConstraint({ facts: { limit: 5, unit: 'items' } }),
  methodNotAllowed(['GET'], 'Not that.'),
  unprocessable({ issues: [{ path: 'values', message: 'No.', attribute: 'brand', locale: null, scope: null }] }),
  unprocessable({ issues: [{ path: ['items', 0], keyword: 'maxLength', params: { limit: 3 }, part: 'querystring' }] }),
  new ApiError('conflict', { status: 409 })
]
// @ts-expect-error a misspelt name
notFound({ ressource: 'Category' })
// @ts-expect-error a misspelt name
conflict('Taken.', { existng: '/a' })
// @ts-expect-error a misspelt name
unauthorized({ relm: 'shop' })
// @ts-expect-error there is no such kind
export const unknownKind = new ApiError('confict')
// @ts-expect-error a challenge has one scheme
unauthorized({ scheme: ['Bearer', 'Basic'] })
// @ts-expect-error an entity tag is a text
conflict({ etag: 1 })
// @ts-expect-error a constructor has its status
conflict('Taken.', { status: 410 })
// @ts-expect-error an issue is somewhere
unprocessable({ issues: [{ message: 'No.' }] })
// @ts-expect-error a request has four parts
issue({ path: 'a', part: 'cookies' })
// @ts-expect-error methods come as a list
methodNotAllowed('GET')
// @ts-expect-error seconds
conflict({ retryAfter: '3' })
// @ts-expect-error an error does not change
conflict().status = 200
// @ts-expect-error nor do its issues
unprocessable().issues.push(issue({ path: 'a' }))
// @ts-expect-error nor the catalog
catalog.conflict.status = 200

export const normalized = normalize('anything', [(error, request: { id: string }) => error === request.id ? conflict() : undefined], { id: '1' })

export type Errors = [
  Expect<Equal<typeof errors, ApiError[]>>,
  Expect<Equal<typeof normalized, ApiError>>,
  Expect<Equal<ApiError['kind'], AnyKind>>,
  Expect<Equal<ApiError['status'], number>>,
  Expect<Equal<ApiError['issues'], readonly Issue[]>>,
  Expect<Equal<ApiError['facts'], Facts>>,
  Expect<Equal<ApiError['retryAfter'], number | undefined>>,
  Expect<Equal<Part, 'body' | 'querystring' | 'params' | 'headers'>>,
  Expect<Equal<ReturnType<typeof kindOf>, Kind>>,
  Expect<Equal<(typeof kinds)[number], Kind>>,
  Expect<Equal<(typeof catalog)[Kind], CatalogEntry>>
]
