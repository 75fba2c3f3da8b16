import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { countsOf } from '../../lib/errors/counts.ts'
import { countFault, logFault, logReport, mapperFault, maskFault, say, type FaultEvent, type Told } from '../../lib/errors/log.ts'

type Line = [level: string, ...given: unknown[]]

/** A logger that keeps what it is told. */
function logger (write: (line: Line) => void): FastifyBaseLogger {
  const at = (level: string) => (...given: unknown[]) => write([level, ...given])
  return { info: at('info'), warn: at('warn'), error: at('error') } as unknown as FastifyBaseLogger
}

function logged (tell: (told: Told) => void): Line[] {
  const lines: Line[] = []
  tell({ log: logger(line => lines.push(line)) })
  return lines
}

t.test('faults of the application say whose they are', async (t) => {
  const fault = new Error('no')
  const cases: Array<[tell: (told: Told) => void, message: string, name: string]> = [
    [told => logFault(told, fault, 'cut'), 'an answer that had begun was cut', 'cut'],
    [told => logFault(told, fault, 'limit', ' for "all"'), 'onLimit failed for "all"', 'limit'],
    [told => mapperFault(told)(fault), 'an error mapper failed', 'mapper'],
    [told => maskFault(told)(fault), 'maskForbidden failed', 'mask']
  ]
  for (const [tell, message, name] of cases) {
    const [line] = logged(tell)
    t.match(line, ['error', { err: { message: 'no', name: 'Error' }, fault: name }, message])
  }
})

t.test('they are counted by the server, which a request knows too, and published', async (t) => {
  const told: unknown[] = []
  const listen = (event: unknown): void => { told.push(event) }
  const server = {}
  const log = logger(() => {})
  logFault({ log, server: { server } }, 1, 'dialect')
  subscribe('fastify-conformant:fault', listen)
  t.teardown(() => unsubscribe('fastify-conformant:fault', listen))
  logFault({ log, request: { server: { server } } }, 2, 'dialect')
  countFault({ server: { server } }, 3, 'store')
  logFault({ log }, 4, 'cors')
  t.strictSame(countsOf(server).read().faults, { dialect: 2, store: 1 })
  t.strictSame(told, [{ fault: 'dialect', cause: 2 }, { fault: 'store', cause: 3 }, { fault: 'cors', cause: 4 }] satisfies FaultEvent[])
})

t.test('what a logger cannot show is logged without it', async (t) => {
  const lines: Line[] = []
  const log = logger(line => {
    if (typeof line[1] === 'object') throw new Error('cannot be shown')
    lines.push(line)
  })
  logFault({ log }, new Error('no'), 'cut')
  t.strictSame(lines, [['error', 'an answer that had begun was cut (the cause cannot be logged)']])
})

t.test('a logger that fails altogether is left alone', async (t) => {
  let asked = 0
  const log = logger(() => {
    asked++
    throw new Error('broken')
  })
  t.doesNotThrow(() => say(log, 'warn', 'M'))
  t.doesNotThrow(() => logFault({ log }, 1, 'cut'))
  t.doesNotThrow(() => logReport(log, { route: '*', kind: 'conflict', count: 1 }))
  t.equal(asked, 4)
  for (const level of ['info', 'warn', 'error'] as const) t.strictSame(logged(({ log }) => say(log, level, 'M')), [[level, 'M']])
})
