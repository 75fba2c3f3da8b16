import type { ApiError } from '../../lib/index.ts'
import type { HeadCheck } from '../../lib/gates/gate.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'

/** Asks a check of a head alone. */
export function ofHead (check: HeadCheck): (head: RequestHead) => ApiError | undefined {
  return head => check({ raw: head })
}
