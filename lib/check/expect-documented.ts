import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Answer } from './answer.ts'
import { hear, heardOf } from './heard.ts'
import { finishedDocument } from '../openapi/index.ts'
import { checkOptions } from '../options/check.ts'
import { Type } from '../options/type.ts'
import { aFunction, described, text } from '../options/words.ts'
import { watchInject } from './inject.ts'
import { judgeOf, type Fault, type Judge } from './judge.ts'
import { messageOf, UndocumentedAnswer } from './message.ts'
import type { Node } from './operations.ts'
import { mergeReports, tableOf, writeReport, type Report } from './report.ts'
import { keyOf, type DocumentedError } from './rows.ts'
import { watchSockets } from './sockets.ts'

/** What is wrong, as `allow` is asked about it. */
export interface Finding extends Fault {
  readonly method: string
  readonly url: string
  readonly status: number
  /** `GET /books/{id}`; undefined: the document has no operation that takes such a request. */
  readonly operation: string | undefined
  /** The kind of the error, where the plugin has sent it. */
  readonly kind: string | undefined
}

/** What {@link expectDocumented} can be told. */
export interface ExpectOptions {
  /** `errors`: of what is no error only contradictions are found. `all`: its status and its body are held against the document too, where that says anything of them. Default: `errors`. */
  answers?: 'errors' | 'all'
  /** True for what is right all the same. Default: nothing is. */
  allow?: (finding: Finding) => boolean
  /** True: when the application closes, the table of what no test has provoked is printed. A folder: the report is written there as JSON, for `readReports`. Default: neither. */
  report?: boolean | string
}

/** What is known of the answers of an application. */
export interface Documented {
  /** What has been provoked, and what has not. */
  report (): Report
  /**
   * For the end of a run, where nobody closes the application.
   *
   * @throws UndocumentedAnswer when an answer was not as the document says
   */
  done (): void
}

/** What is used of a Fastify instance, whatever its server is. */
export interface AnyApp {
  readonly server: object
  addresses (): unknown[]
  inject (...given: never[]): unknown
  close (): unknown
}

const stated = Type.Partial(Type.Object({
  answers: described(Type.Union([Type.Literal('errors'), Type.Literal('all')]), '"errors" or "all"'),
  allow: aFunction('a function (finding) => boolean'),
  report: described(Type.Union([Type.Boolean(), text('a folder')]), 'true, false, or a folder')
}), { additionalProperties: false })

const mostFindings = 50
const ownName = randomUUID()
let written: Report = { errors: [], faults: [] }
/** Those that have failed no run yet. */
const open = new Set<() => string | undefined>()
let isWaiting = false

/**
 * Watches every answer of an application, to inject() and to sockets, and holds it against its OpenAPI document. An answer to inject() that is
 * not as the document says rejects there; `app.close()` rejects where any was; and where nobody closes the application, the process fails.
 *
 * @param given - the root instance; before or after it is ready
 * @throws TypeError for an option that is not right
 * @example
 * const app = await build()
 * expectDocumented(app)
 */
export function expectDocumented (given: AnyApp, options: ExpectOptions = {}): Documented {
  const app = given as FastifyInstance
  checkOptions(options, stated, ' of expectDocumented()')
  const { answers = 'errors', allow = () => false, report = false } = options
  const faults = new Map<string, { readonly message: string, times: number }>()
  const times = new Map<string, number>()
  let judge: Judge | undefined
  let more = 0

  const judgeNow = (): Judge => (judge ??= judgeOf(documentOf(app), answers === 'all'))

  /** What is wrong; undefined: nothing. */
  const look = (answer: Answer): string | undefined => {
    const { method, url, status, heard } = answer
    try {
      const judgement = judgeNow().judge(answer)
      const { operation, met } = judgement
      if (met !== undefined) times.set(keyOf(met), (times.get(keyOf(met)) ?? 0) + 1)
      const found = judgement.faults.filter(fault => !allow({ ...fault, method, url, status, operation, kind: heard?.kind }))
      if (found.length === 0) return undefined
      return note([operation, status, heard?.kind, ...found.map(({ rule }) => rule)].join(' '), messageOf(answer, { ...judgement, faults: found }, judgeNow()))
    } catch (fault) {
      // Where it is not inject() that waits for it, nobody would catch it.
      return note('', String((fault as Error).message))
    }
  }

  const note = (key: string, message: string): string => {
    failing(failure)
    const known = faults.get(key)
    if (known !== undefined) known.times++
    else if (faults.size < mostFindings) faults.set(key, { message, times: 1 })
    else more++
    return message
  }

  const failure = (): string | undefined => {
    if (faults.size === 0) return undefined
    const said = [...faults.values()].map(({ message, times }) => `${message}${times > 1 ? `\n  ${times} times` : ''}`)
    return [...said, ...more > 0 ? [`… and ${more} more`] : []].join('\n\n')
  }

  const documented: Documented = {
    report: () => mergeReports({ errors: judgeNow().errors.map(error => ofServer({ ...error, times: times.get(keyOf(error)) ?? 0 })), faults: [...faults.values()] }),
    done () {
      open.delete(failure)
      const message = failure()
      if (message !== undefined) throw new UndocumentedAnswer(message)
    }
  }

  hear()
  watchInject(app, ({ raw, statusCode, headers, rawPayload }, asked) => {
    const { method = '', url = '' } = raw.req
    const message = look({ method, url, status: statusCode, headers, body: rawPayload, length: rawPayload?.length, heard: heardOf(raw.req) })
    return message === undefined ? undefined : withStack(new UndocumentedAnswer(message), asked)
  })
  watchSockets(app, look)
  watchClose(app, () => {
    if (report === true) process.stderr.write(tableOf(documented.report()))
    else if (report !== false) writeReport(report, ownName, written = mergeReports(written, documented.report()))
    documented.done()
  })
  return documented
}

function documentOf (app: FastifyInstance): Node {
  const { swagger } = app as { swagger? (): Node }
  return swagger === undefined ? finishedDocument(app) as Node : swagger.call(app)
}

/** What `default` names is of the server, and not of each operation by itself. */
function ofServer (error: DocumentedError): DocumentedError {
  return error.status === 'default' && error.kind !== undefined ? { ...error, operation: '*' } : error
}

function watchClose (app: FastifyInstance, closed: () => void): void {
  const { close } = app as unknown as { close (done?: () => void): Promise<undefined> }
  let isSeen = false
  const end = (): void => {
    if (isSeen) return
    isSeen = true
    closed()
  }
  app.close = function (this: FastifyInstance, done?: () => void) {
    if (done === undefined) return close.call(this).then(end)
    return close.call(this, () => {
      try {
        end()
      } finally {
        done()
      }
    })
  } as typeof app.close
}

/** The first of a process has it look at its end. */
function failing (failure: () => string | undefined): void {
  if (!isWaiting) process.once('exit', failAtExit)
  isWaiting = true
  open.add(failure)
}

/** Nobody has closed the application, and what is found out of the way of its tests would go unseen. */
function failAtExit (): void {
  for (const failure of open) {
    process.exitCode = 1
    process.stderr.write(`${new UndocumentedAnswer(failure()).toString()}\n`)
  }
}

function withStack (error: Error, { stack = '' }: Error): Error {
  return Object.defineProperty(error, 'stack', { value: `${error.toString()}\n${stack.split('\n').slice(1).join('\n')}`, writable: true, configurable: true })
}
