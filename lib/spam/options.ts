import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { announcesBody } from '../http/request-head.ts'
import { millisecondsOf, type Duration } from '../options/duration.ts'
import type { SpamLog } from './spam-log.ts'

/** What a classifier makes of a request. */
export type SpamVerdict = 'ham' | 'spam'

/** What a CAPTCHA service is given beside the answer. */
export interface CaptchaContext {
  readonly request: FastifyRequest
  /** Aborted when the time is over, and when the answer is there. */
  readonly signal: AbortSignal
}

/** Asks a CAPTCHA service whether an answer is right. A rejection says that the service cannot tell. */
export type VerifyCaptcha = (token: string, context: CaptchaContext) => boolean | Promise<boolean>

/** A CAPTCHA service. */
export interface Captcha {
  /** What the client needs to show the CAPTCHA: `captcha_site_key` of the answer. */
  siteKey: string
  /** {@link recaptcha}, or your own. */
  verify: VerifyCaptcha
  /** What the message calls it; default `reCAPTCHA`. */
  name?: string
}

/** Spam is refused: with 400, or with 409 where solving a CAPTCHA lets it pass. */
export interface SpamCheck {
  /** Your classifier, asked behind all hooks and the validation, before the handler. */
  classify: (request: FastifyRequest) => SpamVerdict | Promise<SpamVerdict>
  /** What the message calls the content: `snippet`. Default: `request`. */
  resource?: string
  /** Default: none, and spam is discarded. */
  captcha?: Captcha
  /** Who sends it: an answer counts for nobody else. Default: the Authorization and Private-Token headers. */
  user?: (request: FastifyRequest) => string | undefined
  /** What is classified, beside method and URL: an answer counts for nothing else. Default: the body. */
  content?: (request: FastifyRequest) => unknown
  /** How long a request waits for the service, and for the log; default `5s`. Then the answer is a 503. */
  timeout?: Duration
  /** Where spam is kept until its CAPTCHA is solved. Default: in this process. */
  log?: SpamLog
}

/** A check with its defaults. */
export interface SpamSettings extends Pick<SpamCheck, 'classify'> {
  readonly captcha: Captcha | undefined
  readonly user: (request: FastifyRequest) => unknown
  readonly content: (request: FastifyRequest) => unknown
  /** Milliseconds. */
  readonly timeout: number
  readonly log: SpamLog | undefined
  /** The answer where there is no CAPTCHA. */
  readonly discarded: ApiError
  /** What the answer says where there is one. */
  readonly message: string
}

export function spamSettings ({ classify, resource = 'request', captcha, user, content, timeout = '5s', log }: SpamCheck): SpamSettings {
  const found = `Your ${resource} has been recognized as spam`
  return {
    classify,
    captcha,
    user: user ?? credentialsOf,
    content: content ?? bodyOf,
    timeout: millisecondsOf(timeout),
    log,
    discarded: new ApiError('spam_detected', { message: `${found} and has been discarded.` }),
    message: `${found}. Please, change the content or solve the ${captcha?.name ?? 'reCAPTCHA'} to proceed.`
  }
}

function credentialsOf ({ headers }: FastifyRequest): unknown {
  return [headers.authorization, headers['private-token']]
}

/** @throws TypeError where there is a body that nobody has read yet: all of them would be the same */
function bodyOf ({ body, headers, raw }: FastifyRequest): unknown {
  if (body !== undefined) return body
  // HTTP/2 need not announce one (RFC 9113 §8.1).
  const isSent = announcesBody(headers) || (raw as { stream?: { endAfterHeaders?: boolean } }).stream?.endAfterHeaders === false
  if (isSent) throw new TypeError('spamCheck cannot compare a body that is not read yet: say with its option "content" what was classified')
  return undefined
}
