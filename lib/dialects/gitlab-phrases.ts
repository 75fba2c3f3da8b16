import { phraseOf } from '../errors/catalog.ts'

/** Where the product keeps phrases of its own or of older RFCs. */
const phrases: Readonly<Record<number, string>> = {
  400: 'Bad request',
  413: 'Request Entity Too Large',
  416: 'Requested Range Not Satisfiable',
  422: 'Unprocessable Entity'
}

/**
 * The phrase that follows the status in a message.
 *
 * @example gitlabPhrase(422) // 'Unprocessable Entity'
 */
export function gitlabPhrase (status: number): string {
  return phrases[status] ?? phraseOf(status)
}
