import type { IncomingHttpHeaders } from 'node:http'

/** What a client says to have solved. */
export interface CaptchaAnswer {
  /** The `spam_log_id` that it was given. */
  readonly id: number
  /** What the CAPTCHA service gave it. */
  readonly token: string
}

/** The request headers that carry an answer. */
const answerHeaders = Object.freeze({ token: 'x-gitlab-captcha-response', id: 'x-gitlab-spam-log-id' })

/** Visible ASCII, as all services make them; twice as long as the longest that are known. */
const tokenForm = /^[\x21-\x7E]{1,8192}$/
const idForm = /^[1-9]\d{0,15}$/

/**
 * The answer in the headers of a request.
 *
 * @returns undefined where there is none, or where it cannot be one: then the request is like any other
 * @example answerIn({ 'x-gitlab-captcha-response': 'token', 'x-gitlab-spam-log-id': '42' }) // { id: 42, token: 'token' }
 */
export function answerIn (headers: IncomingHttpHeaders): CaptchaAnswer | undefined {
  const token = headers[answerHeaders.token]
  const id = headers[answerHeaders.id]
  // Headers that are sent twice are joined by a comma and a space.
  if (typeof token !== 'string' || typeof id !== 'string' || !tokenForm.test(token) || !idForm.test(id)) return undefined
  return Number.isSafeInteger(Number(id)) ? { id: Number(id), token } : undefined
}
