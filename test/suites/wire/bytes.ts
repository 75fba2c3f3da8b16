export const host = 'Host: api.example\r\n'

/** A request without a body. Fields are lines without their ends. */
export function head (line: string, ...fields: string[]): string {
  return `${line}\r\n${host}${fields.map(field => `${field}\r\n`).join('')}\r\n`
}

/** `GET /ok` with further fields, and without a Host of its own. */
export function bare (...fields: string[]): string {
  return `GET /ok HTTP/1.1\r\n${fields.map(field => `${field}\r\n`).join('')}\r\n`
}

/** A POST of JSON to `/items` with whatever frames it. */
export function post (framing: readonly string[], body: string | Buffer = '', path = '/items'): string {
  return head(`POST ${path} HTTP/1.1`, 'Content-Type: application/json', ...framing) + body.toString('latin1')
}

/** The same, framed as it should be. */
export function json (text: string | Buffer, path = '/items', ...fields: string[]): string {
  return post([...fields, `Content-Length: ${Buffer.byteLength(text)}`], Buffer.from(text), path)
}
