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

/** @deprecated */
export const flexibleStore = called("import { flexibleStore } from 'fastify-conformant/limits'")
/** @deprecated */
export const memoryStore = called("import { memoryStore } from 'fastify-conformant/limits'")
/** @deprecated */
export const redisStore = called("import { redisStore } from 'fastify-conformant/limits'")
/** @deprecated */
export type Counter = MovedType<'Counter', 'limits'>
/** @deprecated */
export type FlexibleLimiter = MovedType<'FlexibleLimiter', 'limits'>
/** @deprecated */
export type FlexibleResult = MovedType<'FlexibleResult', 'limits'>
/** @deprecated */
export type MemoryStoreOptions = MovedType<'MemoryStoreOptions', 'limits'>
/** @deprecated */
export type RedisClient = MovedType<'RedisClient', 'limits'>
/** @deprecated */
export type RedisStoreOptions = MovedType<'RedisStoreOptions', 'limits'>
/** @deprecated */
export type Rule = MovedType<'Rule', 'limits'>
/** @deprecated */
export type Store = MovedType<'Store', 'limits'>
/** @deprecated */
export type Tally = MovedType<'Tally', 'limits'>

/** @deprecated */
export const memorySpamLog = called("import { memorySpamLog } from 'fastify-conformant/spam'")
/** @deprecated */
export const recaptcha = called("import { recaptcha } from 'fastify-conformant/spam'")
/** @deprecated */
export const redisSpamLog = called("import { redisSpamLog } from 'fastify-conformant/spam'")
/** @deprecated */
export type Captcha = MovedType<'Captcha', 'spam'>
/** @deprecated */
export type CaptchaContext = MovedType<'CaptchaContext', 'spam'>
/** @deprecated */
export type MemorySpamLogOptions = MovedType<'MemorySpamLogOptions', 'spam'>
/** @deprecated */
export type RecaptchaOptions = MovedType<'RecaptchaOptions', 'spam'>
/** @deprecated */
export type RedisSpamLogOptions = MovedType<'RedisSpamLogOptions', 'spam'>
/** @deprecated */
export type SpamCheck = MovedType<'SpamCheck', 'spam'>
/** @deprecated */
export type SpamLog = MovedType<'SpamLog', 'spam'>
/** @deprecated */
export type SpamVerdict = MovedType<'SpamVerdict', 'spam'>
/** @deprecated */
export type VerifyCaptcha = MovedType<'VerifyCaptcha', 'spam'>

/** @deprecated */
export const postgresErrors = given("import { postgresErrors } from 'fastify-conformant/mappers'")
/** @deprecated */
export const prismaErrors = given("import { prismaErrors } from 'fastify-conformant/mappers'")
/** @deprecated */
export const zodErrors = given("import { zodErrors } from 'fastify-conformant/mappers'")

/** @deprecated */
export type BatchContext = MovedType<'BatchContext', 'batch'>
/** @deprecated */
export type BatchHandler = MovedType<'BatchHandler', 'batch'>
/** @deprecated */
export type BatchLimits = MovedType<'BatchLimits', 'batch'>
/** @deprecated */
export type BatchOptions = MovedType<'BatchOptions', 'batch'>
/** @deprecated */
export type Outcome = MovedType<'Outcome', 'batch'>
/** @deprecated */
export type Result = MovedType<'Result', 'batch'>
/** @deprecated */
export type Shape = MovedType<'Shape', 'batch'>
