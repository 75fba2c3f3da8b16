import type { Request } from './requests.ts'

/** A smaller request that fails in the same way: what can be left out is left out, until nothing can. */
export async function shrink (request: Request, fails: (request: Request) => Promise<boolean>): Promise<Request> {
  let smallest = request
  for (let found = true; found;) {
    found = false
    for (const one of smaller(smallest)) {
      if (!await fails(one)) continue
      smallest = one
      found = true
      break
    }
  }
  return smallest
}

function * smaller (request: Request): Generator<Request> {
  for (const name of Object.keys(request.headers)) {
    const { [name]: value = '', ...headers } = request.headers
    yield { ...request, headers }
    for (const shorter of halves(value)) yield { ...request, headers: { ...request.headers, [name]: shorter } }
  }
  for (const query of halves(request.query)) yield { ...request, query }
  for (const path of halves(request.path)) if (path.startsWith('/')) yield { ...request, path }
  if (request.body !== undefined) yield { ...request, body: undefined }
  for (const body of halves(request.body ?? '')) yield { ...request, body }
}

/** A text without one of its halves, quarters and so on. */
function * halves (text: string): Generator<string> {
  for (let size = text.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= text.length && at / size < 20; at += size) yield text.slice(0, at) + text.slice(at + size)
  }
}
