// What there is to try: one list for the commands that are printed and for the page that a browser sees.

/** A request, and the status that answers it. */
export interface Try {
  readonly status: number
  /** What it shows, for the page. */
  readonly about: string
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const json = { 'Content-Type': 'application/json' }

export const tries: readonly Try[] = [
  { status: 404, about: 'Something that does not exist', method: 'GET', path: '/categories/master' },
  { status: 405, about: 'A method that this address does not have', method: 'DELETE', path: '/categories/summer' },
  { status: 501, about: 'A method that nobody knows', method: 'FOO', path: '/categories/summer' },
  { status: 406, about: 'Asking for HTML where there is only JSON', method: 'GET', path: '/categories/summer', headers: { Accept: 'text/html' } },
  { status: 400, about: 'An address that cannot be decoded', method: 'GET', path: '/categories/%zz' },
  { status: 400, about: 'A body that is not JSON', method: 'POST', path: '/categories', headers: json, body: '{code: "winter"}' },
  { status: 415, about: 'A body of a type that is not taken', method: 'POST', path: '/categories', headers: { 'Content-Type': 'text/csv' }, body: 'code,winter' },
  { status: 422, about: 'A property that the schema does not have', method: 'POST', path: '/categories', headers: json, body: '{"code":"winter","colour":"white"}' },
  { status: 201, about: 'Nothing wrong: it is created', method: 'POST', path: '/categories', headers: json, body: '{"code":"winter"}' },
  { status: 200, about: 'Nothing wrong: one report each 15 seconds', method: 'GET', path: '/report' },
  { status: 429, about: 'The same again, too soon', method: 'GET', path: '/report' }
]

/** The request as a command. */
export function curl ({ method, path, headers = {}, body }: Try, address: string): string {
  const fields = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`).join('')
  // With a body curl sends POST by itself.
  const verb = method === 'GET' || body !== undefined ? '' : ` -X ${method}`
  return `curl -i${verb}${fields}${body === undefined ? '' : ` -d '${body}'`} ${address}${path}`
}
