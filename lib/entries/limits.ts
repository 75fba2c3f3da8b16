// fastify-conformant/limits: where limits are counted, other than in this process.
export {
  flexibleStore, memoryStore, redisStore, type Counter, type FlexibleLimiter, type FlexibleResult, type MemoryStoreOptions, type RedisStoreOptions, type Rule, type Store, type Tally
} from '../limits/index.ts'
export type { RedisClient } from '../stores/redis-client.ts'
