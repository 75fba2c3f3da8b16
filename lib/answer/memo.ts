import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { isPure } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'
import { requestContext, watchedContext, type Reads } from './context.ts'
import type { AnswerSettings } from './options.ts'
import { render, type Rendered } from './render.ts'

/** What a gate refused last with an error, and what of the request stands in it. */
interface Memo { readonly settings: AnswerSettings, readonly line: string | undefined, readonly rendered: Rendered }

const memos = new WeakMap<ApiError, Memo>()

/**
 * Gates give the same error again and again. Of a dialect that says that it is pure it is rendered again only where it would come
 * out different; of any other one always, as what it says may be of the moment, or of one client.
 */
export function renderAgain (error: ApiError, request: FastifyRequest, settings: AnswerSettings, log: FastifyBaseLogger): Rendered {
  const { dialect } = settings
  if (!isPure(dialect)) return render(error, dialect, requestContext(request, settings), log)
  const memo = memos.get(error)
  if (memo !== undefined && memo.settings === settings && (memo.line === undefined || memo.line === lineOf(request))) return memo.rendered
  const reads: Reads = { line: false, origin: false }
  const rendered = render(error, dialect, watchedContext(request, settings, reads), log)
  if (rendered.isSound && !reads.origin) memos.set(error, { settings, line: reads.line ? lineOf(request) : undefined, rendered })
  return rendered
}

function lineOf ({ method, originalUrl }: FastifyRequest): string {
  return `${method} ${originalUrl}`
}
