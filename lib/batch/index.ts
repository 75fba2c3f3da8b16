// The door of batches: the floors above import from here alone.
export type { BatchContext, BatchHandler, BatchLimits, BatchOptions, ItemOf } from './options.ts'
export { batchIn, batchRefusals } from './described.ts'
export { created, noContent, type Outcome } from './outcome.ts'
export type { Result, Shape } from './result.ts'
export { addBatchRoute } from './route.ts'
