import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import t from 'tap'
import { answer, answerError } from '../../lib/answer/answer.ts'
import type { Asker } from '../../lib/answer/asker.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import { ApiError, conflict, forbidden, notFound } from '../../lib/index.ts'

const request = { url: '/a', headers: {}, raw: { url: '/a' } } as FastifyRequest
const place = standardPlace()
const masking = { ...place, settings: { ...place.settings, maskForbidden: true as const } }

interface Written { readonly of: ApiError, readonly status: number, readonly omitted?: number | undefined }

/** What happens, in its order. */
function asking (more: Partial<Asker<Written>> = {}, omitted?: number): { steps: string[], asker: Asker<Written> } {
  const steps: string[] = []
  const log = {
    info: ({ error: { omitted } }: { error: { omitted?: number } }, message: string) => steps.push(`info ${message}${omitted === undefined ? '' : `, without ${omitted}`}`),
    error: (_of: unknown, message: string) => steps.push(`error ${message}`)
  } as unknown as FastifyBaseLogger
  const write = (of: ApiError): Written => {
    steps.push(`write ${of.kind}`)
    return { of, status: of.status, omitted }
  }
  return { steps, asker: { log, request, write, where: 'handler', ...more } as Asker<Written> }
}

t.test('normalized, masked, written and logged, each once', async (t) => {
  const thrown = {}
  const error = forbidden('No.', { facts: { resource: 'Project' } })
  const seen: unknown[] = []
  const { steps, asker } = asking()
  const given = answer(thrown, { ...masking, mappers: [(...of) => { seen.push(...of); return error }] }, asker)
  t.strictSame(seen, [thrown, request])
  t.strictSame(steps, ['write not_found', 'info No.'])
  t.equal(given.error, error)
  t.match(given.shown, { kind: 'not_found', facts: { resource: 'Project' } })
  t.equal(given.written.of, given.shown)
})

t.test('without a mask what is known is what is shown', async (t) => {
  const { steps, asker } = asking()
  const error = forbidden('No.')
  t.strictSame(answerError(error, place, asker), { error, shown: error, written: { of: error, status: 403, omitted: undefined } })
  t.strictSame(steps, ['write forbidden', 'info No.'])
})

t.test('what nobody knows is internal, and what a mapper throws is logged before', async (t) => {
  const { steps, asker } = asking()
  const { error } = answer(new Error('secret'), { ...place, mappers: [() => { throw new Error('broken') }] }, asker)
  t.equal(error.kind, 'internal')
  t.strictSame(steps, ['error an error mapper failed', 'write internal', 'error secret'])
})

t.test('what the log has had it is not told again', async (t) => {
  const { steps, asker } = asking({ isLogged: true })
  answer(conflict('Busy.'), place, asker)
  t.strictSame(steps, ['write conflict'])
})

t.test('who asks may choose another error, and that is logged and masked', async (t) => {
  const chosen: ApiError[] = []
  const other = new ApiError('forbidden')
  const { steps, asker } = asking({ choose: error => { chosen.push(error); return other } })
  const error = conflict('Busy.')
  const given = answerError(error, masking, asker)
  t.strictSame(chosen, [error])
  t.equal(given.error, other)
  t.equal(given.shown.kind, 'not_found')
  t.strictSame(steps, ['write not_found', `info ${other.message}`])
})

t.test('what has no room in the answer is logged by its number', async (t) => {
  for (const [omitted, expected] of [[undefined, ''], [0, ''], [3, ', without 3']] as const) {
    const { steps, asker } = asking({}, omitted)
    answer(notFound('Gone.'), place, asker)
    t.strictSame(steps, ['write not_found', `info Gone.${expected}`], String(omitted))
  }
})

t.test('the log is told what was thrown, where that was no error', async (t) => {
  const told: unknown[] = []
  const log = { info: (...of: unknown[]) => told.push(...of) } as unknown as FastifyBaseLogger
  const error = conflict('Busy.')
  answer('busy', { ...place, mappers: [() => error] }, asking({ log }).asker)
  const [{ err, ...rest }, message] = told as [{ err: Error }, string]
  t.match(err, { name: 'string', message: 'busy' })
  t.strictSame([rest, message], [{ error: { kind: 'conflict', status: 409, where: 'handler', path: '/a' } }, 'Busy.'])
})
