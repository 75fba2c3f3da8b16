/** True for a bound function: only its name begins so (ECMA-262 §20.2.3.2), whatever a bundler makes of the rest. */
export function isBound ({ name }: { readonly name: string }): boolean {
  return name.startsWith('bound ')
}
