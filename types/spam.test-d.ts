// Spam: what is right compiles, what is wrong does not.
import Fastify, { type FastifyRequest } from 'fastify'
import conformant from 'fastify-conformant'
import { memorySpamLog, recaptcha, redisSpamLog, type Captcha, type CaptchaContext, type SpamCheck, type SpamLog, type SpamVerdict, type VerifyCaptcha } from 'fastify-conformant/spam'
import { Redis } from 'ioredis'
import type { Equal, Expect } from './equal.ts'

const app = Fastify()
const verify = recaptcha({ secret: 'secret', url: 'https://captcha.example/siteverify', timeout: '2s', hostnames: ['www.example.com'] })
const captcha: Captcha = { siteKey: 'key', verify, name: 'hCaptcha' }
export const log: SpamLog = redisSpamLog({ client: new Redis(), prefix: 'spam:', keep: '5m' })

app.register(conformant, { spamCheck: { classify: () => 'ham' } })
app.register(conformant, { spamCheck: false })
app.post('/', {
  config: {
    conformant: {
      spamCheck: {
        classify: async ({ body }) => typeof body === 'string' ? 'ham' : 'spam',
        resource: 'snippet',
        captcha,
        user: ({ ip }) => ip,
        content: ({ body }) => body,
        timeout: 2,
        log: memorySpamLog({ keep: '5m', maxEntries: 10 })
      }
    }
  }
}, async () => '')
app.post('/own', {
  config: {
    conformant: {
      spamCheck: {
        classify: () => 'spam',
        captcha: { siteKey: 'key', verify: async (token, { request, signal }) => token === request.id && !signal.aborted },
        log: { add: async () => 1, take: () => true, giveBack: () => {} }
      }
    }
  }
}, async () => '')

export type Spam = [
  Expect<Equal<typeof verify, VerifyCaptcha>>,
  Expect<Equal<SpamVerdict, 'ham' | 'spam'>>,
  Expect<Equal<CaptchaContext, { readonly request: FastifyRequest, readonly signal: AbortSignal }>>,
  Expect<Equal<typeof log, SpamLog>>
]

// @ts-expect-error a check needs a classifier
export const nobody: SpamCheck = {}
// @ts-expect-error there is nothing between
export const perhaps: SpamCheck = { classify: () => 'perhaps' }
// @ts-expect-error a CAPTCHA has to be verified
export const unverified: Captcha = { siteKey: 'key' }
// @ts-expect-error an answer is right or not
export const scored: VerifyCaptcha = () => 0.9
// @ts-expect-error the service wants to know whose it is
recaptcha({})
// @ts-expect-error Redis is asked through a client
redisSpamLog({ client: 'redis://127.0.0.1' })
// @ts-expect-error ids are numbers
export const named: SpamLog = { add: () => 'a', take: () => true, giveBack: () => {} }
