/** The part of a request that an issue is about. */
export type Part = 'body' | 'querystring' | 'params' | 'headers'

/** One finding about one place of the input. */
export interface Issue {
  /** From the root of the part to the place: property names and array indexes. Empty: the part as a whole. */
  readonly path: ReadonlyArray<string | number>
  /** The application's own words. Absent: the dialect words the keyword. */
  readonly message?: string
  /** The JSON Schema keyword that was not met, such as `maxLength`. */
  readonly keyword?: string
  /** What the keyword asked for: `{ limit: 255 }`, `{ type: 'string' }`, `{ format: 'email' }` … */
  readonly params?: Readonly<Record<string, unknown>>
  /** Default `body`. */
  readonly part?: Part
  /** For a value of an attribute (akeneo): the attribute's code, and locale, scope, currency; `null` stays. */
  readonly attribute?: string
  readonly locale?: string | null
  readonly scope?: string | null
  readonly currency?: string | null
}

/** An issue as an application writes it: `path` may be a string that is split at its dots. */
export type IssueInit = Omit<Issue, 'path'> & { readonly path: string | ReadonlyArray<string | number> }

/**
 * Makes an immutable issue.
 *
 * @example issue({ path: 'address.city', keyword: 'required' }).path // ['address', 'city']
 */
export function issue (init: IssueInit): Issue {
  // Where types are not checked, none is the whole.
  const { path: given = '' } = init as Partial<IssueInit>
  const path = typeof given === 'string' ? splitPath(given) : given.slice()
  // Member by member: a frozen copy by spread is five times as slow to make, and slow to read.
  const made: Record<string, unknown> = { path: Object.freeze(path) }
  for (const name of Object.keys(init) as Array<keyof IssueInit>) {
    if (name !== 'path') made[name] = init[name]
  }
  return Object.freeze(made) as unknown as Issue
}

function splitPath (path: string): string[] {
  return path === '' ? [] : path.split('.')
}

/**
 * The path as people write it: names joined by dots, indexes in brackets.
 *
 * @example displayPath(['items', 0, 'name']) // 'items[0].name'
 */
export function displayPath (path: Issue['path']): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}
