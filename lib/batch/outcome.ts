/** What a handled line ended in, where it is no error. */
export class Outcome {
  /** HTTP status, 200 to 299. */
  readonly status: number
  /** Further members of the result. */
  readonly members: Readonly<Record<string, unknown>> | undefined

  constructor (status: number, members?: Readonly<Record<string, unknown>>) {
    this.status = status
    this.members = members
    Object.freeze(this)
  }
}

/**
 * The item did not exist and does now: 201.
 *
 * @param members - further members of its result
 * @example return created()
 */
export function created (members?: Readonly<Record<string, unknown>>): Outcome {
  return members === undefined ? plainCreated : new Outcome(201, members)
}

/**
 * The item was updated, or there was nothing to do: 204.
 *
 * @example return noContent()
 */
export function noContent (): Outcome {
  return plainNoContent
}

const plainCreated = new Outcome(201)
const plainNoContent = new Outcome(204)

/**
 * Of whatever a handler returns: nothing is a 204, a value a 200 with its members.
 *
 * @throws what it is given, where that is an error
 */
export function outcomeOf (value: unknown): Outcome {
  if (value instanceof Error) throw value
  if (value instanceof Outcome) return value
  if (value === undefined || value === null) return plainNoContent
  // As JSON.stringify sees it: what a class keeps to itself is not shown.
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return outcomeOf(toJSON.call(value, ''))
  return new Outcome(200, typeof value === 'object' && !Array.isArray(value) ? value as Record<string, unknown> : { value })
}
