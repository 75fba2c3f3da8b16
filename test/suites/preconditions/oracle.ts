// RFC 9110, sections 13.1 and 13.2, word by word, and nothing of lib/: what it takes from a field it reads in its own way.

export interface Asked {
  readonly method: string
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
  readonly ifModifiedSince?: string | undefined
  readonly ifUnmodifiedSince?: string | undefined
}

/** The selected representation; undefined where there is none. The date is written as IMF-fixdate. */
export interface Selected {
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

export type Answer = 'perform the requested method' | 'respond 304' | 'respond 412'

type Step = (asked: Asked, selected: Selected | undefined) => Answer | `step ${1 | 2 | 3 | 4 | 5}`

/** 13.2.2: "a recipient cache or origin server MUST evaluate received request preconditions … in the following order" */
const steps: Record<string, Step> = {
  // "When recipient is the origin server and If-Match is present, evaluate the If-Match precondition: if true, continue to
  // step 3; if false, respond 412"
  'step 1': (asked, selected) => {
    if (asked.ifMatch === undefined) return 'step 2'
    return ifMatch(asked.ifMatch, selected) ? 'step 3' : 'respond 412'
  },
  // "When recipient is the origin server, If-Match is not present, and If-Unmodified-Since is present, evaluate the
  // If-Unmodified-Since precondition: if true, continue to step 3; if false, respond 412"
  'step 2': (asked, selected) => {
    const date = day(asked.ifUnmodifiedSince)
    // 13.1.4: ignored where it is no date, and where the resource has none.
    if (date === 'none' || selected?.lastModified === undefined) return 'step 3'
    return day(selected.lastModified) <= date ? 'step 3' : 'respond 412'
  },
  // "When If-None-Match is present, evaluate the If-None-Match precondition: if true, continue to step 5; if false for
  // GET/HEAD, respond 304; if false for other methods, respond 412"
  'step 3': (asked, selected) => {
    if (asked.ifNoneMatch === undefined) return 'step 4'
    if (ifNoneMatch(asked.ifNoneMatch, selected, asked.method)) return 'step 5'
    return ['GET', 'HEAD'].includes(asked.method) ? 'respond 304' : 'respond 412'
  },
  // "When the method is GET or HEAD, If-None-Match is not present, and If-Modified-Since is present, evaluate the
  // If-Modified-Since precondition: if true, continue to step 5; if false, respond 304"
  'step 4': (asked, selected) => {
    const date = day(asked.ifModifiedSince)
    if (!['GET', 'HEAD'].includes(asked.method) || date === 'none' || selected?.lastModified === undefined) return 'step 5'
    return day(selected.lastModified) <= date ? 'respond 304' : 'step 5'
  },
  // If-Range is for servers with ranges. "Otherwise, perform the requested method"
  'step 5': () => 'perform the requested method'
}

export function oracle (asked: Asked, selected: Selected | undefined): Answer {
  // 13.2.1: "a server MUST ignore the conditional request header fields … when received with a request method that does not
  // involve the selection or modification of a selected representation, such as CONNECT, OPTIONS, or TRACE"
  if (['CONNECT', 'OPTIONS', 'TRACE'].includes(asked.method)) return 'perform the requested method'
  // 13.2.1: "A server MUST ignore all received preconditions if its response to the same request without those conditions …
  // would have been a status code other than a 2xx (Successful) or 412": here a 404.
  if (['GET', 'HEAD'].includes(asked.method) && selected === undefined) return 'perform the requested method'
  let next: ReturnType<Step> = 'step 1'
  while (next.startsWith('step')) next = (steps[next] as Step)(asked, selected)
  return next as Answer
}

/** 13.1.1: "*": false if there is no current representation; a list: false if none of the tags match, strongly. */
function ifMatch (field: string, selected: Selected | undefined): boolean {
  if (selected === undefined) return false
  if (field === '*') return true
  const tags = listed(field)
  // The RFC does not say what a field means that breaks its grammar: here it holds for nobody.
  if (tags === 'malformed' || selected.etag === undefined || selected.etag.startsWith('W/')) return false
  return tags.indexOf(selected.etag) > -1
}

/** 13.1.2: "*": false if there is a current representation; a list: false if one of the tags matches, weakly. */
function ifNoneMatch (field: string, selected: Selected | undefined, method: string): boolean {
  if (selected === undefined) return true
  if (field === '*') return false
  const tags = listed(field)
  // As above: a read is answered in full, a change is refused.
  if (tags === 'malformed') return method === 'GET' || method === 'HEAD'
  const opaque = (tag: string): string => tag.startsWith('W/') ? tag.slice(2) : tag
  return selected.etag === undefined || !tags.map(opaque).includes(opaque(selected.etag))
}

/** `#entity-tag`, character by character. */
function listed (field: string): string[] | 'malformed' {
  const tags: string[] = []
  let member = ''
  let quotes = 0
  for (const character of `${field},`) {
    if (character === '"') quotes++
    if (character !== ',' || quotes % 2 === 1) {
      member += character
      continue
    }
    const tag = member.trim()
    const inside = tag.replace(/^W\//, '').slice(1, -1)
    if (tag !== '') {
      if (quotes !== 2 || !/^(W\/)?"/.test(tag) || !tag.endsWith('"') || /\s/.test(inside)) return 'malformed'
      tags.push(tag)
    }
    member = ''
    quotes = 0
  }
  return quotes === 0 && member.trim() === '' ? tags : 'malformed'
}

/** 5.6.7, as a text that sorts as dates do; `none` where there is no field or no date. */
function day (field: string | undefined): string {
  const words = field?.match(/[A-Za-z]+|\d+/g) ?? []
  const shape = field?.replace(/[A-Za-z]+/g, 'a').replace(/\d/g, '0')
  const month = (name: string | undefined): string => String(1 + 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(String(name)) / 3).padStart(2, '0')
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (shape === 'a, 00 a 0000 00:00:00 a') return `${words[3]} ${month(words[2])} ${words[1]} ${words.slice(4, 7).join(':')}`
  // Sunday, 06-Nov-94 08:49:37 GMT: of the last century, as all such dates here.
  if (shape === 'a, 00-a-00 00:00:00 a') return `19${words[3]} ${month(words[2])} ${words[1]} ${words.slice(4, 7).join(':')}`
  // Sun Nov  6 08:49:37 1994
  if (shape === 'a a  0 00:00:00 0000') return `${words[6]} ${month(words[1])} 0${words[2]} ${words.slice(3, 6).join(':')}`
  return 'none'
}
