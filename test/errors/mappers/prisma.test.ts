import t from 'tap'
import { prismaErrors } from '../../../lib/errors/mappers/prisma.ts'

/** As Prisma's client marks its known errors: https://www.prisma.io/docs/orm/reference/error-reference */
class PrismaClientKnownRequestError extends Error {
  override name = 'PrismaClientKnownRequestError'
  clientVersion = '6.0.0'
  readonly code: string
  readonly meta: object
  constructor (code: string) {
    super('secret: Invalid `prisma.user.create()` invocation')
    this.code = code
    this.meta = { target: ['email'] }
  }
}

t.test('known errors', async (t) => {
  const cases: Array<[code: string, kind: string | undefined]> = [
    ['P1001', 'service_unavailable'],
    ['P1002', 'service_unavailable'],
    ['P1008', 'service_unavailable'],
    ['P1017', 'service_unavailable'],
    ['P2000', 'unprocessable'],
    ['P2002', 'conflict'],
    ['P2003', 'conflict'],
    ['P2011', 'unprocessable'],
    ['P2020', 'unprocessable'],
    ['P2023', 'unprocessable'],
    ['P2024', 'service_unavailable'],
    ['P2025', 'not_found'],
    ['P2028', 'service_unavailable'],
    ['P2034', 'service_unavailable'],
    ['P2037', 'service_unavailable'],
    ['P2010', undefined],
    ['toString', undefined]
  ]
  for (const [code, kind] of cases) {
    const thrown = new PrismaClientKnownRequestError(code)
    const error = prismaErrors(thrown, undefined)
    t.equal(error?.kind, kind, code)
    if (error === undefined) continue
    t.equal(error.cause, thrown)
    t.equal(error.detail, undefined, 'nothing of the message is shown')
  }
})

t.test('an error before there was a connection has its code by another name', async (t) => {
  const thrown = Object.assign(new Error('secret'), { name: 'PrismaClientInitializationError', clientVersion: '6.0.0', errorCode: 'P1001' })
  t.equal(prismaErrors(thrown, undefined)?.kind, 'service_unavailable')
  t.equal(prismaErrors({ ...thrown, errorCode: undefined }, undefined), undefined)
})

t.test('what is not Prisma\'s', async (t) => {
  const cases = [{ code: 'P2002' }, { code: 'P2002', clientVersion: 6 }, { code: 2002, clientVersion: '6.0.0' }, new Error('P2002'), 'P2002', null, undefined]
  for (const thrown of cases) t.equal(prismaErrors(thrown, undefined), undefined)
})
