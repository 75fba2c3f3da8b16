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

/** @deprecated import { flexibleStore } from 'fastify-conformant/limits' */
export const flexibleStore = called("import { flexibleStore } from 'fastify-conformant/limits'")
/** @deprecated import { memoryStore } from 'fastify-conformant/limits' */
export const memoryStore = called("import { memoryStore } from 'fastify-conformant/limits'")
/** @deprecated import { redisStore } from 'fastify-conformant/limits' */
export const redisStore = called("import { redisStore } from 'fastify-conformant/limits'")
/** @deprecated import type { Counter } from 'fastify-conformant/limits' */
export type Counter = MovedType<'Counter', 'limits'>
/** @deprecated import type { FlexibleLimiter } from 'fastify-conformant/limits' */
export type FlexibleLimiter = MovedType<'FlexibleLimiter', 'limits'>
/** @deprecated import type { FlexibleResult } from 'fastify-conformant/limits' */
export type FlexibleResult = MovedType<'FlexibleResult', 'limits'>
/** @deprecated import type { MemoryStoreOptions } from 'fastify-conformant/limits' */
export type MemoryStoreOptions = MovedType<'MemoryStoreOptions', 'limits'>
/** @deprecated import type { RedisClient } from 'fastify-conformant/limits' */
export type RedisClient = MovedType<'RedisClient', 'limits'>
/** @deprecated import type { RedisStoreOptions } from 'fastify-conformant/limits' */
export type RedisStoreOptions = MovedType<'RedisStoreOptions', 'limits'>
/** @deprecated import type { Rule } from 'fastify-conformant/limits' */
export type Rule = MovedType<'Rule', 'limits'>
/** @deprecated import type { Store } from 'fastify-conformant/limits' */
export type Store = MovedType<'Store', 'limits'>
/** @deprecated import type { Tally } from 'fastify-conformant/limits' */
export type Tally = MovedType<'Tally', 'limits'>

/** @deprecated import { memorySpamLog } from 'fastify-conformant/spam' */
export const memorySpamLog = called("import { memorySpamLog } from 'fastify-conformant/spam'")
/** @deprecated import { recaptcha } from 'fastify-conformant/spam' */
export const recaptcha = called("import { recaptcha } from 'fastify-conformant/spam'")
/** @deprecated import { redisSpamLog } from 'fastify-conformant/spam' */
export const redisSpamLog = called("import { redisSpamLog } from 'fastify-conformant/spam'")
/** @deprecated import type { Captcha } from 'fastify-conformant/spam' */
export type Captcha = MovedType<'Captcha', 'spam'>
/** @deprecated import type { CaptchaContext } from 'fastify-conformant/spam' */
export type CaptchaContext = MovedType<'CaptchaContext', 'spam'>
/** @deprecated import type { MemorySpamLogOptions } from 'fastify-conformant/spam' */
export type MemorySpamLogOptions = MovedType<'MemorySpamLogOptions', 'spam'>
/** @deprecated import type { RecaptchaOptions } from 'fastify-conformant/spam' */
export type RecaptchaOptions = MovedType<'RecaptchaOptions', 'spam'>
/** @deprecated import type { RedisSpamLogOptions } from 'fastify-conformant/spam' */
export type RedisSpamLogOptions = MovedType<'RedisSpamLogOptions', 'spam'>
/** @deprecated import type { SpamCheck } from 'fastify-conformant/spam' */
export type SpamCheck = MovedType<'SpamCheck', 'spam'>
/** @deprecated import type { SpamLog } from 'fastify-conformant/spam' */
export type SpamLog = MovedType<'SpamLog', 'spam'>
/** @deprecated import type { SpamVerdict } from 'fastify-conformant/spam' */
export type SpamVerdict = MovedType<'SpamVerdict', 'spam'>
/** @deprecated import type { VerifyCaptcha } from 'fastify-conformant/spam' */
export type VerifyCaptcha = MovedType<'VerifyCaptcha', 'spam'>

/** @deprecated import { postgresErrors } from 'fastify-conformant/mappers' */
export const postgresErrors = given("import { postgresErrors } from 'fastify-conformant/mappers'")
/** @deprecated import { prismaErrors } from 'fastify-conformant/mappers' */
export const prismaErrors = given("import { prismaErrors } from 'fastify-conformant/mappers'")
/** @deprecated import { zodErrors } from 'fastify-conformant/mappers' */
export const zodErrors = given("import { zodErrors } from 'fastify-conformant/mappers'")

/** @deprecated import type { BatchContext } from 'fastify-conformant/batch' */
export type BatchContext = MovedType<'BatchContext', 'batch'>
/** @deprecated import type { BatchHandler } from 'fastify-conformant/batch' */
export type BatchHandler = MovedType<'BatchHandler', 'batch'>
/** @deprecated import type { BatchLimits } from 'fastify-conformant/batch' */
export type BatchLimits = MovedType<'BatchLimits', 'batch'>
/** @deprecated import type { BatchOptions } from 'fastify-conformant/batch' */
export type BatchOptions = MovedType<'BatchOptions', 'batch'>
/** @deprecated import type { Outcome } from 'fastify-conformant/batch' */
export type Outcome = MovedType<'Outcome', 'batch'>
/** @deprecated import type { Result } from 'fastify-conformant/batch' */
export type Result = MovedType<'Result', 'batch'>
/** @deprecated import type { Shape } from 'fastify-conformant/batch' */
export type Shape = MovedType<'Shape', 'batch'>
