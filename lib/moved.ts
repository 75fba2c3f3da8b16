import { inspect } from 'node:util'

/** What a name has become that stood here: it cannot be used, and says where it stands now. */
export interface Moved<Line extends string> { readonly moved: Line }

type MovedType<Name extends string, Line extends string> = Moved<`import type { ${Name} } from 'fastify-conformant/${Line}'`>

/** Of what is called: to call it throws. */
function called<const Line extends string> (moved: Line): Moved<Line> {
  return Object.assign(() => { throw new TypeError(`fastify-conformant: this has moved; write: ${moved}`) }, { moved })
}

/** Of what is handed over, to an option that is looked at and shown when it is wrong. */
function given<const Line extends string> (moved: Line): Moved<Line> {
  return Object.freeze(Object.defineProperty({ moved }, inspect.custom, { value: () => `what has moved; write: ${moved}` }))
}

/** @deprecated It stands in fastify-conformant/limits now. */
export const flexibleStore = called("import { flexibleStore } from 'fastify-conformant/limits'")
/** @deprecated It stands in fastify-conformant/limits now. */
export const memoryStore = called("import { memoryStore } from 'fastify-conformant/limits'")
/** @deprecated It stands in fastify-conformant/limits now. */
export const redisStore = called("import { redisStore } from 'fastify-conformant/limits'")
/** @deprecated It stands in fastify-conformant/limits now. */
export type Counter = MovedType<'Counter', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type FlexibleLimiter = MovedType<'FlexibleLimiter', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type FlexibleResult = MovedType<'FlexibleResult', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type MemoryStoreOptions = MovedType<'MemoryStoreOptions', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type RedisClient = MovedType<'RedisClient', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type RedisStoreOptions = MovedType<'RedisStoreOptions', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type Rule = MovedType<'Rule', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type Store = MovedType<'Store', 'limits'>
/** @deprecated It stands in fastify-conformant/limits now. */
export type Tally = MovedType<'Tally', 'limits'>

/** @deprecated It stands in fastify-conformant/spam now. */
export const memorySpamLog = called("import { memorySpamLog } from 'fastify-conformant/spam'")
/** @deprecated It stands in fastify-conformant/spam now. */
export const recaptcha = called("import { recaptcha } from 'fastify-conformant/spam'")
/** @deprecated It stands in fastify-conformant/spam now. */
export const redisSpamLog = called("import { redisSpamLog } from 'fastify-conformant/spam'")
/** @deprecated It stands in fastify-conformant/spam now. */
export type Captcha = MovedType<'Captcha', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type CaptchaContext = MovedType<'CaptchaContext', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type MemorySpamLogOptions = MovedType<'MemorySpamLogOptions', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type RecaptchaOptions = MovedType<'RecaptchaOptions', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type RedisSpamLogOptions = MovedType<'RedisSpamLogOptions', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type SpamCheck = MovedType<'SpamCheck', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type SpamLog = MovedType<'SpamLog', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type SpamVerdict = MovedType<'SpamVerdict', 'spam'>
/** @deprecated It stands in fastify-conformant/spam now. */
export type VerifyCaptcha = MovedType<'VerifyCaptcha', 'spam'>

/** @deprecated It stands in fastify-conformant/mappers now. */
export const postgresErrors = given("import { postgresErrors } from 'fastify-conformant/mappers'")
/** @deprecated It stands in fastify-conformant/mappers now. */
export const prismaErrors = given("import { prismaErrors } from 'fastify-conformant/mappers'")
/** @deprecated It stands in fastify-conformant/mappers now. */
export const zodErrors = given("import { zodErrors } from 'fastify-conformant/mappers'")

/** @deprecated It stands in fastify-conformant/batch now. */
export type BatchContext = MovedType<'BatchContext', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type BatchHandler = MovedType<'BatchHandler', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type BatchLimits = MovedType<'BatchLimits', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type BatchOptions = MovedType<'BatchOptions', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type Outcome = MovedType<'Outcome', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type Result = MovedType<'Result', 'batch'>
/** @deprecated It stands in fastify-conformant/batch now. */
export type Shape = MovedType<'Shape', 'batch'>
