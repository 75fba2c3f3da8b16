import type { Sent } from '../../helpers/exchange.ts'

/** A client, and what is only its own. */
export interface Who {
  readonly tenant: string
  readonly host: string
  readonly language: string
  /** Stands in whatever it sends that is its own. */
  readonly mark: string
}

export const clients: readonly [Who, Who] = [
  { tenant: 'tenant-alpha', host: 'alpha.example:81', language: 'de', mark: 'alpha' },
  { tenant: 'tenant-bravo', host: 'bravo.example:8082', language: 'fr', mark: 'bravo' }
]

/** What stands in answers to one client alone. */
export const marksOf = ({ mark, language }: Who): readonly string[] => [mark, language === 'de' ? 'abgelehnt' : 'refusé']

export interface Row {
  readonly name: string
  readonly status: number
  /** Where GitLab has another one. */
  readonly gitlab?: number
  readonly sent: (who: Who) => Sent
  /** It is answered below the hooks. */
  readonly isBelow?: true
  /** HTTP/2 has no such request. */
  readonly isHttp1?: true
}

const post = (path: string, json: unknown, headers: Sent['headers'] = {}): Sent => ({ method: 'POST', path, json, headers })
const typed = (type: string, body: string, more: Sent['headers'] = {}): Sent => ({ method: 'POST', path: '/items', body, headers: { 'content-type': type, ...more } })
const kept = (headers: Sent['headers'] = {}): Sent => ({ method: 'PUT', path: '/kept', json: {}, headers })

/** One or more for each gate, with the client's own values where it can send some, and the same for all where it need not. */
export const rows: readonly Row[] = [
  { name: 'an unknown URL, the same', status: 404, sent: () => ({ path: '/none' }) },
  { name: 'an unknown URL, its own', status: 404, sent: ({ mark }) => ({ path: `/none/${mark}?a=${mark}` }) },
  { name: 'a URL that is none', status: 400, isBelow: true, sent: ({ mark }) => ({ path: `/${mark}/%zz` }) },
  { name: 'the method', status: 405, sent: () => ({ method: 'DELETE', path: '/items' }) },
  { name: 'a method that nobody has', status: 501, sent: () => ({ method: 'REPORT', path: '/items' }) },
  { name: 'an expectation', status: 417, isBelow: true, isHttp1: true, sent: ({ mark }) => ({ path: '/items', headers: { expect: mark } }) },
  { name: 'accept, the same', status: 406, sent: () => ({ path: '/items', headers: { accept: 'text/csv' } }) },
  { name: 'accept, its own', status: 406, sent: ({ mark }) => ({ path: '/items', headers: { accept: `text/${mark}` } }) },
  { name: 'content type, the same', status: 415, sent: () => typed('text/csv', 'a') },
  { name: 'content type, its own', status: 415, sent: ({ mark }) => typed(`text/${mark}`, 'a') },
  { name: 'no content type', status: 415, sent: () => ({ method: 'POST', path: '/items', body: 'a' }) },
  { name: 'coding, the same', status: 415, sent: () => typed('application/json', '{}', { 'content-encoding': 'br' }) },
  { name: 'coding, its own', status: 415, sent: ({ mark }) => typed('application/json', '{}', { 'content-encoding': mark }) },
  { name: 'payload', status: 413, sent: ({ mark }) => post('/items', { name: mark.repeat(50) }) },
  { name: 'payload that is counted', status: 413, isHttp1: true, sent: ({ mark }) => ({ ...post('/items', { name: mark.repeat(50) }), chunked: true }) },
  { name: 'no precondition', status: 428, sent: () => kept() },
  { name: 'a precondition', status: 412, sent: ({ mark }) => kept({ 'if-match': `"${mark}"` }) },
  { name: 'json', status: 400, sent: ({ mark }) => typed('application/json', `{"name":"${mark}`) },
  { name: 'items', status: 413, sent: ({ mark }) => post('/lists', [mark, mark, mark]) },
  { name: 'items, as a constraint', status: 403, sent: ({ mark }) => post('/constrained', [mark, mark, mark]) },
  { name: 'an unknown property, the same', status: 422, gitlab: 400, sent: () => post('/items', { other: 1 }) },
  { name: 'an unknown property, its own', status: 422, gitlab: 400, sent: ({ mark }) => post('/items', { [mark]: 1 }) },
  { name: 'validation, the same', status: 422, gitlab: 400, sent: () => post('/items', { name: 1 }) },
  { name: 'validation, its own', status: 422, gitlab: 400, sent: ({ mark }) => post('/items', { name: mark.repeat(3), colour: mark, [mark]: mark, [`${mark}/~2`]: 1 }) },
  { name: 'a query', status: 422, gitlab: 400, sent: ({ mark }) => ({ path: `/queries?page=${mark}`, headers: { 'x-colour': mark } }) },
  { name: 'a rate limit', status: 429, sent: () => ({ path: '/limited' }) },
  { name: 'a rate limit whose store is away', status: 503, sent: () => ({ path: '/unsure' }) },
  { name: 'a crowd', status: 429, sent: () => ({ path: '/crowd' }) },
  { name: 'spam', status: 400, sent: ({ mark }) => post('/spam', { content: mark }) },
  { name: '401', status: 401, sent: () => ({ path: '/thrown/unauthorized' }) },
  { name: '401 that says nothing', status: 401, sent: () => ({ path: '/thrown/bare' }) },
  { name: '403', status: 403, sent: () => ({ path: '/thrown/forbidden' }) },
  { name: '403 that nobody may see', status: 404, sent: () => ({ path: '/masked' }) },
  { name: '404', status: 404, sent: () => ({ path: '/thrown/missing' }) },
  { name: '409', status: 409, sent: () => ({ path: '/thrown/conflict' }) },
  { name: '410', status: 410, sent: () => ({ path: '/thrown/gone' }) },
  { name: '422', status: 422, gitlab: 400, sent: () => ({ path: '/thrown/unprocessable' }) },
  { name: '500', status: 500, sent: () => ({ path: '/thrown/unknown' }) },
  {
    name: 'lines',
    status: 200,
    sent: ({ mark }) => ({
      method: 'PATCH',
      path: '/lines',
      headers: { 'content-type': 'application/x-ndjson' },
      body: [{ name: mark }, { name: 'missing' }, { name: 1 }, { name: mark, [mark]: 1 }, { colour: mark }].map(line => JSON.stringify(line)).concat(`{"${mark}`).join('\n')
    })
  },
  { name: 'lines, none of them', status: 415, sent: ({ mark }) => ({ method: 'PATCH', path: '/lines', headers: { 'content-type': `text/${mark}` }, body: mark }) }
]
