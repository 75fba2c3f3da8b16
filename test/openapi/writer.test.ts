import t from 'tap'
import { ApiError, defineDialect, defineErrors, problem } from '../../lib/index.ts'
import { once } from '../../lib/answer/answer.ts'
import type { Rendered } from '../../lib/answer/render.ts'
import { defaults } from '../../lib/plugin/options.ts'
import { writer } from '../../lib/openapi/writer.ts'
import { Type } from '@sinclair/typebox'

const own = defineErrors({ writerOutOfCredit: { status: 402, members: Type.Object({ balance: Type.Integer() }) } })
const asker = (path = '/'): Parameters<typeof once>[2] => ({ request: undefined, head: { method: 'GET', path }, log: undefined as never, where: 'gate', isLogged: true })

/** Without what is the same as it leaves. */
const asSaid = ({ lines, bytes, ...said }: Rendered): object => said

/** How often a dialect is asked for the bodies of these errors. */
function rendered (errors: readonly ApiError[], { isPure = true, paths = ['/'], readsPath = false } = {}): number {
  let count = 0
  const dialect = defineDialect({
    ...problem(),
    ...(isPure ? { pure: true } : {}),
    render: ({ kind, issues, extra }, { path }) => {
      count++
      return { kind, issues, ...extra, ...readsPath ? { path } : {} }
    }
  })
  const settings = { ...defaults, dialect }
  const write = writer()
  for (const path of paths) for (const error of errors) t.strictSame(asSaid(write(error, settings, asker(path))), asSaid(once(error, { ...settings }, asker(path))))
  return count - errors.length * paths.length
}

t.test('what says the same is rendered once where the dialect is pure, and its error is told by what a text can tell', async (t) => {
  const conflict = (init: object = {}): ApiError => new ApiError('conflict', init)
  const four = (init?: () => object): ApiError[] => [1, 2, 3, 4].map(() => conflict(init?.()))
  t.equal(rendered(four()), 2, 'what comes again is watched when it does')
  t.equal(rendered(four(), { isPure: false }), 4)
  t.equal(rendered(four(), { paths: ['/a', '/b'], readsPath: true }), 4, 'the path stands in it')
  t.equal(rendered([...four(() => ({ message: 'A' })), ...four(() => ({ message: 'B' }))]), 4)
  t.equal(rendered(four(() => ({ issues: [{ path: 'a', keyword: 'maximum', params: { limit: 2 } }] }))), 2)
  for (const params of [{ allowedValues: [1] }, { limit: NaN }]) t.equal(rendered(four(() => ({ issues: [{ path: 'a', params }] }))), 4)
  t.equal(rendered(four(() => ({ cause: new Error('no') }))), 4)
  t.equal(rendered([own.writerOutOfCredit({ balance: 1 }), own.writerOutOfCredit({ balance: 2 })]), 2)
})
