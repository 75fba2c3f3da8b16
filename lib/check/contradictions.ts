import { parseHttpDate } from '../http/date.ts'
import { memberOf } from '../http/json-pointer.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { fieldOf, isBodyless, type Answer } from './answer.ts'

/** What an answer says against itself. */
export interface Contradiction {
  /** The part of the answer: the name of a field, or `body`. */
  readonly about: string
  /** A sentence. */
  readonly message: string
}

// RFC 9110 §15.5.6, §15.5.2, §15.5.8, §15.5.22
const needed: Readonly<Record<number, string>> = { 405: 'Allow', 401: 'WWW-Authenticate', 407: 'Proxy-Authenticate', 426: 'Upgrade' }

/** What of an answer cannot be true together, whatever any document says. */
export function contradictions (answer: Answer): Contradiction[] {
  const { method, status, length } = answer
  const found: Contradiction[] = []
  const say = (about: string, message: string): void => { found.push({ about, message }) }
  const isEmpty = isBodyless(answer)
  if (isEmpty && Number(length) > 0) say('body', `${method === 'HEAD' ? 'An answer to HEAD' : `A ${status}`} has no body, and here are ${length} bytes of one.`)
  const field = needed[status]
  if (field !== undefined && fieldOf(answer, field.toLowerCase()) === undefined) say(field, `A ${status} needs the field ${field}.`)
  const retry = fieldOf(answer, 'retry-after')
  if (retry !== undefined && !/^\d+$/.test(retry) && parseHttpDate(retry) === undefined) say('Retry-After', `Retry-After is neither seconds nor a date: "${retry}".`)
  const location = fieldOf(answer, 'location')
  if (location !== undefined && (status === 201 || status >= 300) && !isUrl(location)) say('Location', `Location is no URL: "${location}".`)
  const announced = fieldOf(answer, 'content-length')
  if (announced !== undefined) {
    if (!/^\d+$/.test(announced) || status === 204) say('Content-Length', `A ${status} cannot have the Content-Length "${announced}".`)
    else if (!isEmpty && length !== undefined && Number(announced) !== length) say('Content-Length', `Content-Length says ${announced}, and the body has ${length} bytes.`)
  }
  if (!isEmpty && isJson(answer)) {
    const value = jsonOf(answer)
    if (value === undefined) say('body', `Content-Type says ${fieldOf(answer, 'content-type')}, and the body is no JSON.`)
    for (const name of ['status', 'statusCode']) {
      const said = memberOf(value?.json, name)
      if (status >= 400 && Number.isInteger(said) && said !== status) say(name, `The member "${name}" says ${String(said)}, and the status is ${status}.`)
    }
  }
  return found
}

/** Whether there is a body to read, and it says that it is JSON. What is coded, as by gzip, is not read. */
export function isJson (answer: Answer): boolean {
  const essence = mediaTypeEssence(fieldOf(answer, 'content-type') ?? '')
  return answer.body !== undefined && fieldOf(answer, 'content-encoding') === undefined && (essence === 'application/json' || essence.endsWith('+json'))
}

/** Undefined: it is no JSON. */
export function jsonOf ({ body }: Pick<Answer, 'body'>): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(String(body)) }
  } catch {
    return undefined
  }
}

/** RFC 3986 §2: any character that is not in it has to be escaped. */
function isUrl (location: string): boolean {
  return /^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(location) && URL.canParse(location, 'http://localhost/')
}
