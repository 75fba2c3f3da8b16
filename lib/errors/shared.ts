import { isShared, share, type ApiError } from './api-error.ts'

/**
 * True where an error has come before, and for all that follow: whoever keeps something of each error by its own would keep it for
 * nothing, as most of them come once.
 */
export function comesAgain (error: ApiError): boolean {
  if (isShared(error)) return true
  share(error)
  return false
}
