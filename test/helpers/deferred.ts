/** A promise that the test resolves. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve (value: Value): void
}

/** For something that happens once; where it happens again, the first time counts. */
export function deferred<Value = void> (): Deferred<Value> {
  let settle: Deferred<Value>['resolve'] = () => {}
  const promise = new Promise<Value>(resolve => { settle = resolve })
  return { promise, resolve: value => settle(value) }
}
