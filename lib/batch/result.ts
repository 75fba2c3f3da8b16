import { noteUntaken } from '../errors/untaken.ts'

/** What is known of a line that has been dealt with. */
export interface Result {
  /** From 1; undefined in a batch that is an array. */
  readonly line: number | undefined
  /** The name of the identifying property. */
  readonly key: string
  /** Undefined where the line had none that could be read. */
  readonly identifier: string | undefined
  readonly status: number
  /** Of an error, what the dialect says of it; else what the handler's outcome brings. */
  readonly members: Readonly<Record<string, unknown>> | undefined
}

/** Makes what the client gets for a line: a value to write as JSON. */
export type Shape = (result: Result) => unknown

/**
 * The line, the identifier under its own name, the status, and what the dialect says; nothing of the latter replaces the
 * former, which the author of a handler is told of, and it does not say the status a second time.
 */
export const standardShape: Shape = ({ line, key, identifier, status, members }) => {
  const result: Record<string, unknown> = line === undefined ? {} : { line }
  if (identifier !== undefined) result[key] = identifier
  result.status_code = status
  if (members === undefined) return result
  let lost: string[] | undefined
  for (const name of Object.keys(members)) {
    const value = members[name]
    if (sayStatus.has(name) && value === status) continue
    if (!Object.hasOwn(result, name)) result[name] = value
    else if (status < 400 && String(result[name]) !== String(value)) (lost ??= []).push(name)
  }
  if (lost !== undefined) noteUntaken(members, lost, name => `the result of a line was given "${name}", which stands for something else there`)
  return result
}

/** Members of a dialect's body that repeat the status. */
const sayStatus = new Set(['code', 'status'])
