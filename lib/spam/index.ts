// The door of the check for spam.
export { spamCheck } from './gate.ts'
export { memorySpamLog, type MemorySpamLogOptions } from './memory-log.ts'
export type { Captcha, CaptchaContext, SpamCheck, SpamVerdict, VerifyCaptcha } from './options.ts'
export { recaptcha, type RecaptchaOptions } from './recaptcha.ts'
export { redisSpamLog, type RedisSpamLogOptions } from './redis-log.ts'
export type { SpamLog } from './spam-log.ts'
