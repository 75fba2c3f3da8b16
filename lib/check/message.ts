import { clean, echo } from '../http/echo.ts'
import { fieldOf, type Answer } from './answer.ts'
import type { Judge, Judgement } from './judge.ts'

const shownFields = ['content-type', 'content-length', 'allow', 'www-authenticate', 'retry-after', 'location']
const longestSaid = 400

/**
 * An answer that is not as the document says, or that contradicts itself. Its message shows the request, the answer, and what the document
 * says of the operation.
 *
 * @example await app.inject('/').catch(error => { if (error instanceof UndocumentedAnswer) console.log(error.message) })
 */
export class UndocumentedAnswer extends Error {
  override readonly name = 'UndocumentedAnswer'
  readonly code = 'CONFORMANT_UNDOCUMENTED_ANSWER'
}

/** What is wrong with an answer, in so many lines as fit on a screen. */
export function messageOf (answer: Answer, { faults, operation }: Judgement, judge: Pick<Judge, 'describe'>): string {
  const { method, url, status, body, length, heard } = answer
  const text = body === undefined ? `(${length ?? 'unseen'} bytes)` : clean(body.toString(), longestSaid)
  return [
    ...faults.map(({ message }) => clean(message, longestSaid)),
    '',
    `  request   ${method === '' ? 'one that could not be read' : `${echo(method, 20)} ${echo(url)}`}`,
    `  answer    ${status}${heard?.kind === undefined ? '' : ` (${heard.kind})`}`,
    ...shownFields.flatMap((name) => {
      const value = fieldOf(answer, name)
      return value === undefined ? [] : [`            ${name}: ${echo(value)}`]
    }),
    ...text === '' ? [] : [`            ${text}`],
    `  document  ${operation === undefined ? 'has no operation that takes it' : `${operation}: ${clean(judge.describe(operation), longestSaid)}`}`
  ].join('\n')
}
