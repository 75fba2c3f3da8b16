// fastify-conformant/spam: where spam is kept, who asks whether a CAPTCHA is solved, and the types of the option `spamCheck`.
export {
  memorySpamLog, recaptcha, redisSpamLog, type Captcha, type CaptchaContext, type MemorySpamLogOptions, type RecaptchaOptions, type RedisSpamLogOptions, type SpamCheck, type SpamLog, type SpamVerdict, type VerifyCaptcha
} from '../spam/index.ts'
export type { RedisClient } from '../stores/redis-client.ts'
