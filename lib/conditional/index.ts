// The door of conditional requests.
export { describing } from './description.ts'
export { preconditions } from './gate.ts'
export type { Preconditions } from './option.ts'
export type { ResourceState } from './state.ts'
