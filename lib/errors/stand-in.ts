import type { ApiError } from './api-error.ts'
import { isObject } from '../is-object.ts'

const refusals = new WeakMap<object, ApiError>()
const gates = new WeakMap<object, string>()

/** Says that an error that handlers and hooks of the application see stands for a refusal of ours. */
export function standIn<Shown extends object> (shown: Shown, refusal: ApiError): Shown {
  refusals.set(shown, refusal)
  return shown
}

/** Says which gate has refused what such an error, or the refusal itself, stands for, where it is thrown. */
export function ofGate<Thrown extends object> (thrown: Thrown, gate: string): Thrown {
  gates.set(thrown, gate)
  return thrown
}

/** The gate that such an error is of; undefined for any other. */
export function markedGateOf (thrown: unknown): string | undefined {
  return isObject(thrown) ? gates.get(thrown) : undefined
}

/** The refusal that such an error stands for; undefined for any other. */
export function refusalOf (thrown: unknown): ApiError | undefined {
  return isObject(thrown) ? refusals.get(thrown) : undefined
}
