// fastify-conformant/batch: what handlers of `app.batch()` say, and its types.
export { created, noContent, type BatchContext, type BatchHandler, type BatchLimits, type BatchOptions, type ItemOf, type Outcome, type Result, type Shape } from '../batch/index.ts'
