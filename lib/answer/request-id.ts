import { sendableHeaders } from '../errors/headers.ts'
import { badOption } from '../options/check.ts'
import { switchable, type Option } from '../options/option.ts'
import { Type } from '../options/type.ts'
import { text } from '../options/words.ts'
import type { Rendered } from './render.ts'

/** Where the id of a request stands in the answer of an error. */
export interface RequestIdPlaces {
  /** The name of a header field. */
  readonly header?: string
  /** The name of a member of the body, where that is a JSON object. */
  readonly member?: string
}

const token = 'the name of a header field such as x-request-id'

/** The option. */
export const requestId: Option<RequestIdPlaces | boolean, RequestIdPlaces | undefined> = {
  ...switchable<RequestIdPlaces, RequestIdPlaces>(Type.Union([Type.Boolean(), Type.Object({
    header: Type.Optional(Type.String({ pattern: "^[\\w!#$%&'*+.^`|~-]+$", description: token })),
    member: Type.Optional(text('the name of a member such as request_id'))
  }, { additionalProperties: false, minProperties: 1 })], { description: 'true, false, or { header, member }' }), { header: 'x-request-id' }, given => given, { isOff: true }),
  check ({ header }: RequestIdPlaces, of: string): void {
    if (header !== undefined && Object.keys(sendableHeaders({ [header]: 'x' })).length === 0) throw badOption('requestId.header', of, token, header)
  }
}

/**
 * An answer with the id of the request. It is put into what has been written already: that may be the answer of many requests.
 *
 * @param id - undefined where there is none
 */
export function withRequestId (rendered: Rendered, { header, member }: RequestIdPlaces, id: string | undefined): Rendered {
  if (id === undefined) return rendered
  const { headers, body } = rendered
  return {
    ...rendered,
    headers: header === undefined ? headers : { ...headers, ...sendableHeaders({ [header]: id }) },
    lines: header === undefined ? rendered.lines : undefined,
    bytes: undefined,
    body: member === undefined || !isJson(headers['content-type']) ? body : withMember(body, member, id)
  }
}

function isJson (type: string | string[] | undefined): boolean {
  return /[/+]json *(?:;|$)/i.test(String(type))
}

/** A member behind those of an object that has none of that name. */
function withMember (body: string, name: string, value: string): string {
  const key = JSON.stringify(name)
  const rest = body.slice(1).trimStart()
  if (body[0] !== '{' || !body.endsWith('}') || (body.includes(`${key}:`) && Object.hasOwn(JSON.parse(body) as object, name))) return body
  return `${body.slice(0, -1)}${rest === '}' ? '' : ','}${key}:${JSON.stringify(value)}}`
}
