// An application that tells its types of its errors: a program of its own, as the whole of it knows of them.
import { Type } from '@sinclair/typebox'
import { ApiError, defineDialect, defineErrors, type ErrorsOf, type KnownError, type Mapper } from 'fastify-conformant'
import type { Equal, Expect } from '../equal.ts'

export const errors = defineErrors({
  outOfCredit: { status: 403, members: Type.Object({ balance: Type.Integer() }), message: ({ balance }) => `Your current balance is ${balance}.` },
  soldOut: { status: 409 }
})

declare module 'fastify' {
  interface ConformantErrors extends ErrorsOf<typeof errors> {}
}

export const dialect = defineDialect({
  name: 'plain',
  mediaType: 'application/json',
  render (error) {
    if (error.kind === 'outOfCredit') return { balance: error.members.balance.toFixed() }
    // @ts-expect-error no other kind has it
    error.members.balance.toFixed()
    // @ts-expect-error there is no such kind
    return error.kind === 'outOfCash' ? {} : { error: error.message }
  },
  schema: () => Type.Object({}),
  status: kind => kind === 'soldOut' ? 410 : undefined
})

export const mapper: Mapper = (error) => {
  if (ApiError.is(error) && error.kind === 'outOfCredit') return errors.outOfCredit({ balance: error.members.balance + 1 })
  return undefined
}

export function test (error: KnownError): number {
  switch (error.kind) {
    case 'outOfCredit': return error.members.balance
    case 'soldOut': return Object.keys(error.members).length
    default: return error.status
  }
}

export type Registered = Expect<Equal<Extract<KnownError, { kind: 'outOfCredit' }>['members']['balance'], number>>
