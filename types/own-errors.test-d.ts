// Errors of an application's own: typed by the schema of their members, whoever has made that.
import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import conformant, { ApiError, defineErrors, type ErrorsOf, type Mapper, type OwnError } from 'fastify-conformant'
import Fastify from 'fastify'
import type { Equal, Expect } from './equal.ts'

// As TypeBox 1.x declares its schemas.
interface TString { '~kind': 'String', type: 'string' }
interface TInteger { '~kind': 'Integer', type: 'integer' }
declare const box: { '~kind': 'Object', type: 'object', properties: { a: TString, b: TInteger & { '~optional': true } }, required: ['a'] }

// Written beside the call: what stands in it is not read to the letter.
const json = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } }, required: ['a'] } as const

export const errors = defineErrors({
  outOfCredit: {
    status: 403,
    members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance.toFixed()}.`,
    log: { omit: ['accounts'] }
  },
  skuTaken: {
    from: 'conflict',
    members: z.object({ sku: z.string(), at: z.string().transform(Number) }),
    message: { en: ({ sku }) => sku.trim(), de: ({ at }) => at.toFixed() }
  },
  ofBox: { status: 400, members: box, message: ({ a, b }) => `${a.trim()} ${b?.toFixed()}` },
  plain: { status: 400, members: json },
  none: { status: 404 }
})

export const thrown = [
  errors.outOfCredit({ balance: 30, accounts: ['/account/12345'] }, { instance: '/a', retryAfter: 3 }),
  errors.skuTaken({ sku: 'A', at: '7' }),
  errors.ofBox({ a: '' }),
  errors.plain({ a: '', b: [1] }),
  errors.none(),
  errors.none({ cause: new Error('why') })
]
// @ts-expect-error without accounts
errors.outOfCredit({ balance: 30 })
// @ts-expect-error a member that has been removed from the definition
errors.outOfCredit({ balance: 30, accounts: [], currency: 'EUR' })
// @ts-expect-error no members at all
errors.outOfCredit()
// @ts-expect-error of another type
errors.skuTaken({ sku: 7, at: '7' })
// @ts-expect-error of another type
errors.ofBox({ a: '', b: '1' })
// @ts-expect-error of another type
errors.plain({ a: '', b: ['1'] })
// @ts-expect-error the definition has the status
errors.none({ status: 410 })
// @ts-expect-error there is no such kind
errors.outOfCash()
// @ts-expect-error a kind of the catalog, misspelt
defineErrors({ a: { from: 'confict' } })
// @ts-expect-error a misspelt key
defineErrors({ a: { status: 403, titel: 'A' } })
// @ts-expect-error a member that is not there
defineErrors({ a: { status: 403, members: Type.Object({ b: Type.String() }), log: { omit: ['c'] } } })

export function narrowed (value: unknown): number | string {
  if (errors.outOfCredit.is(value)) return value.members.balance
  return errors.skuTaken.is(value) ? value.members.at : 0
}

export const mapper: Mapper = error => error instanceof RangeError ? errors.outOfCredit({ balance: 0, accounts: [] }) : undefined
const app = Fastify()
app.register(conformant, { mappers: [mapper], refusals: { not_found: errors.none, validation_failed: ({ issues }) => errors.ofBox({ a: '', b: issues.length }) } })
app.register(conformant, { rateLimit: { limit: 1, window: '1s', refusal: ({ limit }) => errors.ofBox({ a: '', b: limit }) } })
// @ts-expect-error its members are not known here
app.register(conformant, { refusals: { not_found: errors.outOfCredit } })

type Known = ErrorsOf<typeof errors>
export type OwnErrors = [
  Expect<Equal<ReturnType<typeof errors.outOfCredit>, OwnError<'outOfCredit', { balance: number, accounts: string[] }>>>,
  Expect<Equal<ReturnType<typeof errors.outOfCredit>['members']['balance'], number>>,
  Expect<Equal<ReturnType<typeof errors.outOfCredit>['kind'], 'outOfCredit'>>,
  Expect<Equal<Known['skuTaken'], { sku: string, at: number }>>,
  Expect<Equal<Known['plain'], { readonly a: string, readonly b?: number[] }>>,
  Expect<OwnError extends ApiError ? true : false>
]
