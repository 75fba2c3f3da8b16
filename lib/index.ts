/// <reference path="../types/fastify.d.ts" preserve="true" />
import fp from 'fastify-plugin'
import { conformantPlugin } from './plugin/plugin.ts'

export default fp(conformantPlugin, { name: 'fastify-conformant', fastify: '5.x' })

export type { ConformantOptions, ConformantRouteOptions } from './plugin/options.ts'

export { ApiError, type ApiErrorInit, type Facts } from './errors/api-error.ts'
export { catalog, kindOf, kinds, type CatalogEntry, type Kind } from './errors/catalog.ts'
export * from './errors/constructors.ts'
export { issue, type Issue, type IssueInit, type Part } from './errors/issue.ts'
export type { Mask } from './errors/mask.ts'
export { normalize, type Mapper } from './errors/normalize.ts'
export { postgresErrors } from './errors/mappers/postgres.ts'
export { prismaErrors } from './errors/mappers/prisma.ts'
export { zodErrors } from './errors/mappers/zod.ts'

export { akeneo, akeneoSchema, type AkeneoOptions } from './dialects/akeneo.ts'
export { defineDialect, type Dialect, type RenderContext } from './dialects/dialect.ts'
export { gitlab, gitlabSchema, type GitlabOptions } from './dialects/gitlab.ts'
export type { IssueMessage, Messages } from './dialects/messages.ts'
export { problem, problemSchema, type ProblemOptions } from './dialects/problem.ts'

export type { BatchContext, BatchHandler, BatchLimits, BatchOptions } from './batch/options.ts'
export { created, noContent, type Outcome } from './batch/outcome.ts'
export type { Result, Shape } from './batch/result.ts'

export type { ExcessStatus, LimitOption, SizeLimit } from './gates/size-limit.ts'
export type { Challenge } from './http/challenge.ts'
export { gateOrder, type GateName } from './plugin/gates.ts'
export type { Preconditions } from './conditional/option.ts'
export type { ResourceState } from './conditional/state.ts'
export { strongEtag, weakEtag } from './http/entity-tag.ts'
export type { Concurrency, LimitEvent, LimitKey, RateLimit } from './limits/limit-options.ts'
export type { Duration } from './options/duration.ts'
export { memoryStore, type MemoryStoreOptions } from './limits/memory-store.ts'
export { redisStore, type RedisStoreOptions } from './limits/redis-store.ts'
export { flexibleStore, type FlexibleLimiter, type FlexibleResult } from './limits/flexible-store.ts'
export type { RedisClient } from './stores/redis-client.ts'
export type { StoreHealth } from './limits/health.ts'
export type { Counter, Rule, Store, Tally } from './limits/store.ts'
export { draftRateLimit, gitlabRateLimit, type LimitPolicy, type LimitState, type RateLimitFields } from './dialects/rate-limit-fields.ts'
export type { LimitStatus, RateLimits } from './limits/rate-limits.ts'

export type { SpamLog } from './spam/spam-log.ts'
export { memorySpamLog, type MemorySpamLogOptions } from './spam/memory-log.ts'
export type { Captcha, CaptchaContext, SpamCheck, SpamVerdict, VerifyCaptcha } from './spam/options.ts'
export { recaptcha, type RecaptchaOptions } from './spam/recaptcha.ts'
export { redisSpamLog, type RedisSpamLogOptions } from './spam/redis-log.ts'

export { routes, typed } from './typed.ts'
export { serverOptions, type ServerOptions } from './server/server-options.ts'
