import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { serviceUnavailable } from '../errors/constructors.ts'
import { within } from '../stores/deadline.ts'
import { answerIn, type CaptchaAnswer } from './captcha-answer.ts'
import { digestOf, fingerprintOf } from './fingerprint.ts'
import type { SpamLog } from './spam-log.ts'
import type { Captcha, SpamSettings } from './options.ts'

/**
 * Whether a request is spam.
 *
 * @param log - where it is kept until its CAPTCHA is solved
 * @returns the refusal, if any: 400, 409 with what the client needs for the CAPTCHA, or 503 where service or log fail
 * @throws what the application's own functions throw; TypeError for what a classifier may not answer
 */
export async function checkSpam (request: FastifyRequest, settings: SpamSettings, log: SpamLog): Promise<ApiError | undefined> {
  const { captcha, classify, discarded } = settings
  if (captcha === undefined) return isSpam(await classify(request)) ? discarded : undefined
  try {
    const answer = answerIn(request.headers)
    if (answer !== undefined && await isSolved(answer, request, captcha, settings, log)) return undefined
    return isSpam(await classify(request)) ? await unsolved(request, captcha, settings, log) : undefined
  } catch (error) {
    if (error instanceof Unavailable) return serviceUnavailable({ retryAfter: settings.timeout / 1000, cause: error })
    throw error
  }
}

/** Neither a yes nor a no: the request is refused, and nothing is used up. */
class Unavailable extends Error {}

/** Anything else must not pass for ham. */
function isSpam (verdict: unknown): boolean {
  if (verdict === 'ham' || verdict === 'spam') return verdict === 'spam'
  throw new TypeError(`the classifier of spamCheck must answer 'ham' or 'spam', got ${String(verdict)}`)
}

/** Entry and answer are used up before the service is asked, so that of two requests at once only one gets through. */
async function isSolved ({ id, token }: CaptchaAnswer, request: FastifyRequest, captcha: Captcha, settings: SpamSettings, log: SpamLog): Promise<boolean> {
  const entry = fingerprintOf(request, settings)
  const answer = digestOf(token)
  const giveBack = async (isTaken: boolean): Promise<void> => {
    if (!isTaken) return
    // If it is lost, the client solves another one.
    await within(attempt(() => log.giveBack(id, entry, answer)), settings.timeout).catch(() => {})
  }
  const isTaken = await ask('the log of spam', () => log.take(id, entry, answer), settings, late => { giveBack(late).catch(() => {}) })
  if (!isTaken) return false
  try {
    return await verify(token, request, captcha, settings)
  } catch (error) {
    await giveBack(true)
    throw error
  }
}

async function verify (token: string, request: FastifyRequest, captcha: Captcha, settings: SpamSettings): Promise<boolean> {
  const controller = new AbortController()
  try {
    return await ask('the CAPTCHA service', async () => {
      const isRight: unknown = await captcha.verify(token, { request, signal: controller.signal })
      if (typeof isRight === 'boolean') return isRight
      throw new TypeError(`verify of a CAPTCHA must answer true or false, got ${String(isRight)}`)
    }, settings)
  } finally {
    controller.abort()
  }
}

async function unsolved (request: FastifyRequest, { siteKey }: Captcha, settings: SpamSettings, log: SpamLog): Promise<ApiError> {
  const entry = fingerprintOf(request, settings)
  const id = await ask('the log of spam', async () => {
    const id: unknown = await log.add(entry)
    if (Number.isSafeInteger(id) && id as number > 0) return id
    throw new TypeError(`a log of spam must give whole numbers from 1 as ids, got ${String(id)}`)
  }, settings)
  return new ApiError('captcha_required', {
    message: settings.message,
    extra: { needs_captcha_response: true, spam_log_id: id, captcha_site_key: siteKey }
  })
}

/** @throws Unavailable where there is no answer in time; an ApiError is the application's own word */
async function ask<Answer> (whom: string, question: () => Answer | Promise<Answer>, { timeout }: SpamSettings, late?: (answer: Answer) => void): Promise<Answer> {
  try {
    return await within(attempt(question), timeout, late)
  } catch (cause) {
    throw ApiError.is(cause) ? cause : new Unavailable(`${whom} failed`, { cause })
  }
}

/** What throws at once is no other than what rejects. */
async function attempt<Answer> (question: () => Answer | Promise<Answer>): Promise<Answer> {
  return await question()
}
