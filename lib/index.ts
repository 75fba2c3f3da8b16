/// <reference path="../types/fastify.d.ts" preserve="true" />
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { completeSwagger } from './openapi/index.ts'
import type { ConformantOptions } from './plugin/options.ts'
import { conformantPlugin } from './plugin/plugin.ts'

// The lowest version is npm's to check, by peerDependencies: Fastify 5.12.2 itself says that it is 5.12.1.
/**
 * The plugin, which is the default export too. Register it before the routes that it is for, and await it; again in a scope for other options there.
 *
 * @throws TypeError that names the option that is not right
 * @example await app.register(conformant, { dialect: gitlab(), rateLimit: { limit: 600, window: '1m' } })
 */
export const conformant: (instance: FastifyInstance, options: ConformantOptions) => Promise<void> = fp(async (instance: FastifyInstance, options: ConformantOptions) => {
  // Before anything is awaited: of hooks that time out Fastify names the last one, which is to be the application's.
  completeSwagger(instance)
  await conformantPlugin(instance, options)
}, { name: 'fastify-conformant', fastify: '5.x' })

export default conformant

export { conformantConfig } from './plugin/config.ts'
export type { ConformantOptions, ConformantRouteOptions } from './plugin/options.ts'

export { ApiError, type ApiErrorInit, type Facts, type KnownError } from './errors/api-error.ts'
export { catalog, kindOf, kinds, type AnyKind, type CatalogEntry, type Kind, type LogLevel, type OwnDefinition } from './errors/catalog.ts'
export * from './errors/constructors.ts'
export type { Happened } from './errors/counts.ts'
export type { ErrorLine } from './errors/error-line.ts'
export { errorSerializer, type SerializedError } from './errors/error-view.ts'
export type { FaultEvent } from './errors/log.ts'
export { displayPath, issue, type Issue, type IssueInit, type Part } from './errors/issue.ts'
export type { LanguageTables, LanguageWords } from './answer/languages.ts'
export type { RequestIdPlaces } from './answer/request-id.ts'
export type { Mask } from './errors/mask.ts'
export { normalize, type Mapper } from './errors/normalize.ts'

export { defineErrors, type ErrorsOf, type OwnConstructor, type OwnError, type OwnErrorOptions } from './own/define-errors.ts'
export type { DeclaredError, ErrorConstructor } from './own/declared.ts'
export type { ErrorDefinition } from './own/definition.ts'
export type { TypedInstance } from './own/typed-routes.ts'

export type { ErrorEvent } from './answer/tell.ts'
export { akeneo, akeneoSchema, type AkeneoOptions } from './dialects/akeneo.ts'
export { describe, describeIssue } from './dialects/describe.ts'
export { defineDialect, type Dialect, type DialectInit, type RenderContext, type SchemaOf } from './dialects/dialect.ts'
export { gitlab, gitlabSchema, type GitlabOptions } from './dialects/gitlab.ts'
export type { IssueMessage, KindMessage, KindMessages, Messages, Words } from './dialects/context.ts'
export { problem, problemSchema, type ProblemOptions } from './dialects/problem.ts'

export { created, noContent } from './batch/index.ts'

export type { Deprecated } from './gates/deprecated.ts'
export type { ExcessStatus, LimitOption, SizeLimit } from './gates/size-limit.ts'
export type { Challenge } from './http/challenge.ts'
export { clean } from './http/echo.ts'
export { toPointer } from './http/json-pointer.ts'
export { gateOrder, type GateName } from './plugin/gates.ts'
export type { Foreseen, Report } from './plugin/report.ts'
export type { Preconditions, ResourceState } from './conditional/index.ts'
export { strongEtag, weakEtag } from './http/entity-tag.ts'
export type { Concurrency, LimitEvent, LimitKey, LimitRefusal, LimitStatus, RateLimit, RateLimits, StoreHealth } from './limits/index.ts'
export type { Duration } from './options/duration.ts'
export { draftRateLimit, gitlabRateLimit, type LimitPolicy, type LimitState, type RateLimitFields } from './dialects/rate-limit-fields.ts'

export { routes, typed } from './typed.ts'
export { serverOptions, type ServerOptions } from './server/index.ts'
export * from './moved.ts'
