/**
 * Whether the Akeneo product itself would take an `Accept` field, to the letter.
 *
 * This is no content negotiation: it knows no weights, lists, partial ranges or parameters, and
 * compares case by case. It refuses `application/json;q=0.9` and `Application/JSON`, and takes
 * `*\/*;q=0`. Clients written against that product were tested against this rule, which is the only
 * reason to want it; `negotiate()` follows the RFC.
 *
 * @param value the `Accept` field value; `undefined` where the client sent none. An empty value is a
 *   value, and is refused.
 * @param offered the media types the route can send, written as the client must write them
 * @returns `true` when the field is absent, is equal as a whole to an offered type, or contains
 *   `*\/*` anywhere. Never throws.
 * @see the rule of the Akeneo product, not RFC 9110 §12.5.1
 * @example
 * acceptsExactly(undefined, ['application/json']) // true
 * acceptsExactly('application/json', ['application/json']) // true
 * acceptsExactly('text/html, *\/*;q=0.8', ['application/json']) // true
 * acceptsExactly('application/json;q=0.9', ['application/json']) // false
 */
export function acceptsExactly (value: string | undefined, offered: readonly string[]): boolean {
  return value === undefined || offered.includes(value) || value.includes('*/*')
}
