import { Type } from '../options/type.ts'
import { checkOptions, badOption } from '../options/check.ts'
import { millisecondsOf, type Duration } from '../options/duration.ts'
import type { VerifyCaptcha } from './options.ts'
import { checkTimeout, durationSchema } from './schema.ts'

/** What {@link recaptcha} is told: the secret of the site, and where to ask. */
export interface RecaptchaOptions {
  /** The secret key of the site. It is sent to the service and shown nowhere. */
  readonly secret: string
  /** Where answers are verified; default: Google's. */
  readonly url?: string
  /** How long the service may take; default `5s`. The check's own `timeout` ends the wait too. */
  readonly timeout?: Duration
  /** The hosts that the CAPTCHA is shown on: an answer from another one is wrong. Default: what the service allows for the site key. */
  readonly hostnames?: readonly string[]
}

/**
 * Verifies answers by the protocol of reCAPTCHA v2 (`siteverify`), which other services speak too.
 *
 * @returns a function that says whether an answer is right, and rejects where the service cannot tell: it does not answer in
 * time, redirects, fails, speaks something else, or does not know the secret
 * @throws TypeError that names the option that is not right
 * @example captcha: { siteKey, verify: recaptcha({ secret: process.env.RECAPTCHA_SECRET, hostnames: ['www.example.com'] }) }
 */
export function recaptcha (options: RecaptchaOptions): VerifyCaptcha {
  // What was given instead may be a secret: its type alone is shown.
  const { secret: given, ...others } = Object(options) as RecaptchaOptions
  if (typeof given !== 'string' || given === '') throw new TypeError(`fastify-conformant: option "secret" of recaptcha must be a text that is not empty; got a value of type ${typeof given}`)
  checkOptions(others, schema, ' of recaptcha')
  const { url = googles, timeout = '5s', hostnames } = others
  checkTimeout('timeout', timeout, ' of recaptcha')
  if (!isAddress(url)) throw badOption('url', ' of recaptcha', `an absolute URL such as ${googles}`, url)
  const longest = millisecondsOf(timeout)
  const hosts = hostnames?.map(host => host.toLowerCase())

  return async (token, { signal }) => {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ secret: given, response: token }),
      headers: { accept: 'application/json' },
      // A secret is not sent on to where somebody else says.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(longest)])
    })
    const text = await bodyText(response)
    if (response.status !== 200) throw new Error(`siteverify answered with the status ${response.status}`)
    return isRight(parsed(text), hosts)
  }
}

const googles = 'https://www.google.com/recaptcha/api/siteverify'

const schema = Type.Partial(Type.Object({
  secret: Type.Unknown(),
  url: { ...Type.String(), description: `an absolute URL such as ${googles}` },
  timeout: durationSchema,
  hostnames: { ...Type.Array({ ...Type.String({ minLength: 1 }), description: 'a host such as www.example.com' }, { minItems: 1 }), description: 'a list of hosts' }
}), { additionalProperties: false })

function isAddress (url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

/** What says that the answer is wrong. All others say that the question was. */
const wrongAnswer = new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate'])

function isRight ({ success, hostname, 'error-codes': codes = [] }: Verification, hosts: readonly string[] | undefined): boolean {
  if (typeof success !== 'boolean' || !Array.isArray(codes)) throw new Error('siteverify answered with something else than a verification')
  const faults = codes.filter(code => !wrongAnswer.has(String(code)))
  if (!success && faults.length > 0) throw new Error(`siteverify cannot tell: ${faults.map(String).join(', ').slice(0, 200)}`)
  return success && (hosts === undefined || hosts.includes(String(hostname).toLowerCase()))
}

/** https://developers.google.com/recaptcha/docs/verify */
interface Verification { readonly success?: unknown, readonly hostname?: unknown, readonly 'error-codes'?: unknown }

function parsed (text: string): Verification {
  return Object(JSON.parse(text)) as Verification
}

/** A verification has a few hundred bytes. */
const mostBytes = 65_536

async function bodyText ({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    bytes += piece.length
    if (bytes > mostBytes) throw new Error(`siteverify answered with more than ${mostBytes} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}
