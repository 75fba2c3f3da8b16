import { Type, type TSchema } from '../options/type.ts'
import { badOption } from '../options/check.ts'
import { aFunction, described, text } from '../options/words.ts'
import { durationPattern, millisecondsOf, type Duration } from '../options/duration.ts'
import type { SpamCheck } from './options.ts'

/** What is right for a time limit. Who waits a minute for a service has no limit on it. */
const aTimeout = 'a duration from 1ms to 60s'
const longest = 60_000

/** A length of time: `5s`, or a number of seconds. */
export const durationSchema: TSchema = Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 366 * 24 * 3600 }), Type.String({ pattern: durationPattern })],
  { description: 'a duration such as "5s" or "1h", or a number of seconds' })

const captcha = Type.Composite([
  Type.Object({ siteKey: text('a text that is not empty'), verify: aFunction('a function (token, { request, signal }) => boolean, such as recaptcha({ secret })') }),
  Type.Partial(Type.Object({ name: text('a name') }))
], { additionalProperties: false, description: 'a CAPTCHA service: { siteKey, verify }' })

const spamCheck = Type.Composite([
  Type.Object({ classify: aFunction("a function (request) => 'ham' | 'spam'") }),
  Type.Partial(Type.Object({
    resource: text('a word such as "snippet"'),
    captcha,
    user: aFunction('a function (request) => string | undefined'),
    content: aFunction('a function (request) => content'),
    timeout: durationSchema,
    log: described(Type.Object({
      add: aFunction('a function (entry) => id'),
      take: aFunction('a function (id, entry, answer) => boolean'),
      giveBack: aFunction('a function (id, entry, answer) => void')
    }, { additionalProperties: true }), 'a log: memorySpamLog(), redisSpamLog({ … }) or { add, take, giveBack }')
  }))
], { additionalProperties: false })

/** What may be said of spam on the plugin, on scopes and on routes. */
export const spamSchema: TSchema = Type.Union([Type.Literal(false), spamCheck], { description: 'false, or a check such as { classify: (request) => "ham" }' })

/**
 * What a schema cannot say of a check.
 *
 * @param of - whose options they are, with a space in front; empty for the plugin's
 * @throws TypeError that names the option, its path, and what would be right
 */
export function checkSpamOption (given: false | SpamCheck, of: string): void {
  if (given !== false) checkTimeout('spamCheck.timeout', given.timeout, of)
}

/** @throws TypeError for a time limit that is too short or too long */
export function checkTimeout (option: string, given: Duration | undefined, of: string): void {
  if (given === undefined) return
  const milliseconds = millisecondsOf(given)
  if (milliseconds < 1 || milliseconds > longest) throw badOption(option, of, aTimeout, given)
}
