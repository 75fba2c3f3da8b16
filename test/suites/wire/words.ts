// What the three dialects say, written down a second time: nothing of lib/ has a part in what is expected here.

export type DialectName = 'akeneo' | 'gitlab' | 'problem'

/** What a sentence is about. */
export interface Facts {
  /** The words of the one who refuses. */
  readonly detail?: string
  readonly method?: string
  readonly path?: string
  /** As a sentence names them. */
  readonly allow?: string
  readonly value?: string
  readonly limit?: number
}

/** The status, and the sentence of each dialect; undefined: the problem has no detail. */
type Said = readonly [status: number, akeneo: string, gitlab: string, problem: string | undefined]

/** What says the same sentence everywhere, gitlab with a phrase of its own. */
function plainly (status: number, phrase: string, sentence: string): (facts: Facts) => Said {
  return ({ detail = sentence }) => [status, detail, detail === sentence ? `${status} ${phrase}` : detail, detail]
}

/** A 400 of gitlab has the phrase before the words. */
function badly (sentence: string): (facts: Facts) => Said {
  return ({ detail }) => [400, detail ?? sentence, detail === undefined ? '400 Bad request' : `400 Bad request - ${detail}`, detail ?? sentence]
}

const sayings = {
  bad_request: badly('The request cannot be understood.'),
  malformed_json: () => [400, 'Invalid json message received', '400 Bad request - The body is not valid JSON', 'The request body is not valid JSON.'],
  invalid_url: badly('The URL is not valid.'),
  route_not_found: ({ method, path }) => [404, `No route found for '${method} ${path}'`, '404 Not Found', `There is nothing at ${path}.`],
  method_not_allowed: ({ method, path, allow }) => [
    405, `No route found for '${method} ${path}': Method Not Allowed (Allow: ${allow})`, '405 Method Not Allowed', `${method} is not supported at ${path}. Supported: ${allow}.`
  ],
  not_found: ({ detail = 'The resource does not exist.' }) => [404, detail, detail === 'The resource does not exist.' ? '404 Not Found' : `404 Not Found - ${detail}`, detail],
  not_acceptable: ({ value }) => [
    406, `‘${value}’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.`, '406 Not Acceptable',
    `The Accept header '${value}' allows nothing that can be sent. Available: application/json.`
  ],
  request_timeout: plainly(408, 'Request Timeout', 'The request did not arrive in time.'),
  conflict: plainly(409, 'Conflict', 'The request conflicts with the current state of the resource.'),
  payload_too_large: ({ limit }) => limit === undefined
    ? [413, 'The request body is too large.', '413 Request Entity Too Large', 'The request body is too large.']
    : [413, `The request is too large, ${limit} bytes is the maximum allowed.`, '413 Request Entity Too Large', `The request body is larger than ${limit} bytes.`],
  too_many_items: ({ limit }) => [413, `Too many resources to process, ${limit} is the maximum allowed.`, '413 Request Entity Too Large', `The request has more than ${limit} items.`],
  uri_too_long: plainly(414, 'URI Too Long', 'The URL is too long.'),
  unsupported_media_type: ({ value }) => [
    415, `'${value}' in 'Content-type' header is not valid.  Only 'application/json' is allowed.`, '415 Unsupported Media Type',
    `The content type '${value}' is not supported. Supported: application/json.`
  ],
  content_type_missing: () => [
    415, "The 'Content-type' header is missing. 'application/json' has to specified as value.", '415 Unsupported Media Type',
    'The Content-Type header is missing. Supported: application/json.'
  ],
  unsupported_coding: ({ value }) => [415, 'The content coding is not supported.', '415 Unsupported Media Type', `The content coding '${value}' is not supported.`],
  expectation_failed: plainly(417, 'Expectation Failed', 'The expectation cannot be met.'),
  unprocessable: plainly(422, 'Unprocessable Entity', 'The request cannot be processed.'),
  header_fields_too_large: plainly(431, 'Request Header Fields Too Large', 'The header fields are too large.'),
  internal: () => [500, 'Internal Server Error', '500 Internal Server Error', undefined],
  not_implemented: plainly(501, 'Not Implemented', 'The method is not implemented.'),
  service_unavailable: plainly(503, 'Service Unavailable', 'The server is temporarily unable to answer.'),
  http_version_not_supported: plainly(505, 'HTTP Version Not Supported', 'The HTTP version is not supported.')
} satisfies Record<string, (facts: Facts) => Said>

export type Kind = keyof typeof sayings

/** RFC 9110 §15.1, RFC 6585: what caches might keep without being asked to, or must not keep. */
const notStored = new Set<Kind>(['route_not_found', 'not_found', 'method_not_allowed', 'uri_too_long', 'header_fields_too_large', 'not_implemented'])

/** The titles of problems: the phrases of RFC 9110 §15, which differ from Node's for 413 and 422. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'HTTP Version Not Supported'
}

export interface Words {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly mayBeStored: boolean
}

/** An error as a dialect says it. */
export function wordsOf (dialect: DialectName, kind: Kind, facts: Facts = {}): Words {
  const [status, akeneo, gitlab, detail] = (sayings[kind] as (facts: Facts) => Said)(facts)
  const body = {
    akeneo: () => ({ code: status, message: akeneo }),
    gitlab: () => ({ message: gitlab }),
    problem: () => ({ type: 'about:blank', title: titles[status], status, ...(detail === undefined ? {} : { detail }) })
  }[dialect]()
  return { status, type: typeOf(dialect), body: JSON.stringify(body), mayBeStored: !notStored.has(kind) }
}

export function typeOf (dialect: DialectName): string {
  return dialect === 'problem' ? 'application/problem+json' : 'application/json'
}

/** Whether a body is one that the dialect could have said with this status; what it says is another matter. */
export function isOfDialect (dialect: DialectName, status: number, body: string): boolean {
  const members = dialect === 'akeneo' ? ['code', 'message'] : dialect === 'gitlab' ? ['message'] : ['type', 'title', 'status']
  try {
    const value = JSON.parse(body) as Record<string, unknown>
    const found = Object.keys(value)
    if (members.some((member, index) => found[index] !== member)) return false
    return dialect === 'gitlab' ? found.length === 1 : value[dialect === 'akeneo' ? 'code' : 'status'] === status && value.statusCode === undefined
  } catch {
    return false
  }
}
