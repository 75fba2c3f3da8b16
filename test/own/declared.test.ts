import { Type } from '@sinclair/typebox'
import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { conflict, methodNotAllowed, notFound, unauthorized, unprocessable } from '../../lib/errors/constructors.ts'
import { declaredErrors, makersOf, standardOf, type Declared, type DeclaredError } from '../../lib/own/declared.ts'
import { defineErrors } from '../../lib/own/define-errors.ts'
import { defaults, resolveOptions } from '../../lib/plugin/options.ts'

const errors = defineErrors({
  declaredNoCredit: { status: 403, message: 'You have no credit left.', members: Type.Object({ balance: Type.Integer() }) },
  declaredClosed: { status: 409, message: 'The shop is closed.' }
})

const declared = (given: readonly DeclaredError[], around = defaults) => resolveOptions(around, { errors: given }, 'plugin')
const kinds = (all: readonly Declared[]) => all.map(({ kind }) => kind)

t.test('what names a kind', async (t) => {
  const found = notFound({ resource: 'User', id: 7 })
  const { errors: all } = declared(['conflict', 'declaredClosed', notFound, unprocessable, unauthorized, methodNotAllowed, errors.declaredNoCredit, found])
  t.strictSame(kinds(all), ['conflict', 'declaredClosed', 'not_found', 'unprocessable', 'unauthorized', 'method_not_allowed', 'declaredNoCredit', 'not_found'])
  t.equal(all.at(-1)?.error, found)
  t.strictSame(kinds(declared([notFound, conflict]).errors), ['not_found', 'conflict'])
})

t.test('the nearest is added to what is around, and speaks for its kind', async (t) => {
  const around = declared(['not_found', 'conflict'])
  const here = notFound('There is no such book.')
  const { errors: all } = declared([here, 'declaredClosed'], around)
  t.strictSame(all.map(({ kind, error }) => [kind, error]), [['not_found', here], ['declaredClosed', undefined], ['conflict', undefined]])
  t.equal(resolveOptions(around, {}, 'plugin').errors, around.errors)
  t.strictSame(declared([], around).errors, around.errors)
})

t.test('what makes them', async (t) => {
  const { errors: all } = declared([notFound, 'declaredClosed', errors.declaredNoCredit, conflict('It is there.')])
  const makers = makersOf(all)
  t.strictSame(Object.keys(makers), ['not_found', 'declaredClosed', 'declaredNoCredit', 'conflict'])
  t.equal(makers.not_found, notFound)
  t.equal(makers.declaredClosed, errors.declaredClosed)
  t.equal(makers.declaredNoCredit, errors.declaredNoCredit)
  const made = makers.conflict?.(...['Somebody was faster.'] as never[])
  t.strictSame([made?.kind, made?.message], ['conflict', 'Somebody was faster.'])
  t.equal(makersOf(all), makers)
})

t.test('the words that a kind has by itself', async (t) => {
  t.equal(standardOf({ kind: 'declaredClosed', error: undefined })?.message, 'The shop is closed.')
  t.equal(standardOf({ kind: 'not_found', error: undefined })?.kind, 'not_found')
  t.equal(standardOf({ kind: 'declaredNoCredit', error: undefined }), undefined, 'somebody has to say the balance')
  const own = errors.declaredNoCredit({ balance: 3 })
  t.equal(standardOf({ kind: 'declaredNoCredit', error: own }), own)
})

t.test('what is no error that there is', async (t) => {
  const right = 'one of kinds such as "not_found", constructors such as notFound or those of defineErrors(), or errors such as notFound({ resource: "User" })'
  const bad: Array<[given: unknown, shown: string]> = [
    ['nothing_of_the_kind', '"nothing_of_the_kind"'],
    [5, '5'],
    [null, 'null'],
    [() => new Error('no'), 'a function'],
    [() => { throw new Error('no') }, 'a function'],
    [ApiError, 'a function']
  ]
  for (const [given, shown] of bad) {
    t.throws(() => declared(['conflict', given as string]), { message: `fastify-conformant: option "errors[1]" must be ${right}; got ${shown}` }, shown)
  }
  t.throws(() => declared('conflict' as never), { message: `fastify-conformant: option "errors" must be a list of ${right.replace('one of ', '')}; got "conflict"` })
  t.strictSame(declaredErrors.default, [])
})
