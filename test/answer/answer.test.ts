import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import t from 'tap'
import { answer, answerError, type Asker } from '../../lib/answer/answer.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import { ApiError, conflict, forbidden, notFound } from '../../lib/index.ts'

const request = { url: '/a' } as FastifyRequest
const place = standardPlace()
const masking = { ...place, settings: { ...place.settings, maskForbidden: true as const } }

interface Written { readonly of: ApiError, readonly omitted?: number | undefined }

/** What happens, in its order. */
function asking (more: Partial<Asker<Written>> = {}, omitted?: number): { steps: string[], asker: Asker<Written> } {
  const steps: string[] = []
  const log = {
    info: (of: { omitted?: number }, message: string) => steps.push(of.omitted === undefined ? `info ${message}` : `omitted ${of.omitted}`),
    error: (_of: unknown, message: string) => steps.push(`error ${message}`)
  } as unknown as FastifyBaseLogger
  const write = (of: ApiError): Written => {
    steps.push(`write ${of.kind}`)
    return { of, omitted }
  }
  return { steps, asker: { log, request, write, ...more } as Asker<Written> }
}

t.test('normalized, logged, masked and written, each once', async (t) => {
  const thrown = {}
  const error = forbidden('No.', { facts: { resource: 'Project' } })
  const seen: unknown[] = []
  const { steps, asker } = asking()
  const given = answer(thrown, { ...masking, mappers: [(...of) => { seen.push(...of); return error }] }, asker)
  t.strictSame(seen, [thrown, request])
  t.strictSame(steps, ['info No.', 'write not_found'])
  t.equal(given.error, error)
  t.match(given.shown, { kind: 'not_found', facts: { resource: 'Project' } })
  t.equal(given.written.of, given.shown)
})

t.test('without a mask what is known is what is shown', async (t) => {
  const { steps, asker } = asking()
  const error = forbidden('No.')
  t.strictSame(answerError(error, place, asker), { error, shown: error, written: { of: error, omitted: undefined } })
  t.strictSame(steps, ['info No.', 'write forbidden'])
})

t.test('what nobody knows is internal, and what a mapper throws is logged before', async (t) => {
  const { steps, asker } = asking()
  const { error } = answer(new Error('secret'), { ...place, mappers: [() => { throw new Error('broken') }] }, asker)
  t.equal(error.kind, 'internal')
  t.strictSame(steps, ['error an error mapper failed', `error ${error.message}`, 'write internal'])
})

t.test('what the log has had it is not told again', async (t) => {
  const { steps, asker } = asking({ isLogged: true })
  answer(conflict('Busy.'), place, asker)
  t.strictSame(steps, ['write conflict'])
})

t.test('who asks may choose another error behind the log, and that is masked', async (t) => {
  const chosen: ApiError[] = []
  const other = new ApiError('forbidden')
  const { steps, asker } = asking({ choose: error => { chosen.push(error); return other } })
  const error = conflict('Busy.')
  const given = answerError(error, masking, asker)
  t.strictSame(chosen, [error])
  t.equal(given.error, other)
  t.equal(given.shown.kind, 'not_found')
  t.strictSame(steps, ['info Busy.', 'write not_found'])
})

t.test('what has no room in the answer is logged by its number', async (t) => {
  for (const [omitted, expected] of [[undefined, []], [0, []], [3, ['omitted 3']]] as const) {
    const { steps, asker } = asking({}, omitted)
    answer(notFound('Gone.'), place, asker)
    t.strictSame(steps, ['info Gone.', 'write not_found', ...expected], String(omitted))
  }
})

t.test('the log is told what was thrown, where that was no error', async (t) => {
  const told: unknown[] = []
  const log = { info: (...of: unknown[]) => told.push(...of) } as unknown as FastifyBaseLogger
  const error = conflict('Busy.')
  answer('busy', { ...place, mappers: [() => error] }, asking({ log }).asker)
  t.strictSame(told, [{ err: error, thrown: "'busy'" }, 'Busy.'])
})
