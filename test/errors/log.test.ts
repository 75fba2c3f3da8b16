import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import { conflict, internal } from '../../lib/errors/constructors.ts'
import { logDialectFault, logError, logFault, logMapperFault, logMaskFault, logOmitted, say } from '../../lib/errors/log.ts'

type Line = [level: string, ...given: unknown[]]

/** A logger that keeps what it is told. */
function logger (write: (line: Line) => void): FastifyBaseLogger {
  const at = (level: string) => (...given: unknown[]) => write([level, ...given])
  return { info: at('info'), warn: at('warn'), error: at('error') } as unknown as FastifyBaseLogger
}

function logged (tell: (log: FastifyBaseLogger) => void): Line[] {
  const lines: Line[] = []
  tell(logger(line => lines.push(line)))
  return lines
}

t.test('what a client caused is news, what the server did an error', async (t) => {
  const lacking = ['not_implemented', 'http_version_not_supported']
  for (const kind of kinds) {
    const error = new ApiError(kind)
    const level = error.status < 500 || lacking.includes(kind) ? 'info' : 'error'
    t.strictSame(logged(log => logError(log, error)).map(([level, , message]) => [level, message]), [[level, error.message]], kind)
  }
})

t.test('the cause is shown in place of the error that stands for it', async (t) => {
  const cause = new Error('secret')
  const caused = internal('M', { cause })
  const plain = conflict('M')
  const [[, shown] = []] = logged(log => logError(log, caused))
  t.equal((shown as { err: unknown }).err, cause)
  const [[, alone] = []] = logged(log => logError(log, plain))
  t.equal((alone as { err: unknown }).err, plain)
})

t.test('what was thrown and is no error is written out', async (t) => {
  const error = internal()
  const cases: Array<[thrown: unknown, text: string | undefined]> = [
    [new Error('no'), undefined],
    [null, 'null'],
    ['no', "'no'"],
    [Symbol('no'), 'Symbol(no)'],
    [{ a: { b: { c: 1 } } }, '{ a: { b: [Object] } }'],
    ['a'.repeat(1001), `'${'a'.repeat(1000)}'... 1 more character`]
  ]
  for (const [thrown, text] of cases) {
    const members = text === undefined ? { err: error } : { err: error, thrown: text }
    t.strictSame(logged(log => logError(log, error, thrown)), [['error', members, error.message]], String(text).slice(0, 20))
  }
  const [[, members] = []] = logged(log => logError(log, error))
  t.notOk(Object.hasOwn(members as object, 'thrown'), 'the error itself, where nothing else was thrown')
})

t.test('faults of the application say whose they are', async (t) => {
  const fault = new Error('no')
  t.strictSame(logged(log => logFault(log, fault, 'it failed')), [['error', { err: fault }, 'it failed']])
  t.strictSame(logged(log => logFault(log, 'no', 'it failed')), [['error', { err: 'no', thrown: "'no'" }, 'it failed']])
  t.strictSame(logged(log => logMapperFault(log)(fault)), [['error', { err: fault }, 'an error mapper failed']])
  t.strictSame(logged(log => logMaskFault(log)(fault)), [['error', { err: fault }, 'maskForbidden failed']])
  t.strictSame(logged(log => logDialectFault(log, fault)), [['error', { err: fault }, 'the dialect failed']])
})

t.test('of what was left out only a number is said, and only where there is one', async (t) => {
  t.strictSame(logged(log => logOmitted(log, 1)), [['info', { omitted: 1 }, 'findings were left out of the answer: at least 1']])
})

t.test('what a logger cannot show is logged without it', async (t) => {
  const lines: Line[] = []
  const log = logger(line => {
    if (typeof line[1] === 'object') throw new Error('cannot be shown')
    lines.push(line)
  })
  logError(log, conflict('M'))
  logFault(log, new Error('no'), 'it failed')
  const unreadable = { [Symbol.for('nodejs.util.inspect.custom')] () { throw new Error('no') } }
  logError(log, internal(), unreadable)
  t.strictSame(lines, [
    ['info', 'M (the cause cannot be logged)'], ['error', 'it failed (the cause cannot be logged)'],
    ['error', 'Internal Server Error (the cause cannot be logged)']
  ])
})

t.test('a logger that fails altogether is left alone', async (t) => {
  let asked = 0
  const log = logger(() => {
    asked++
    throw new Error('broken')
  })
  t.doesNotThrow(() => say(log, 'warn', 'M'))
  t.doesNotThrow(() => logError(log, conflict('M')))
  t.equal(asked, 3)
  for (const level of ['info', 'warn', 'error'] as const) t.strictSame(logged(log => say(log, level, 'M')), [[level, 'M']])
})
