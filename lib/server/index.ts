// The door of what stands below the hooks.
export { brokenBody } from './broken-body.ts'
export { isAnswered } from './connection.ts'
export { edgeOf, type Edge } from './edge.ts'
export { connections } from './exchange.ts'
export { openEdge } from './open-edge.ts'
export { bodyMethodsOf, bodyParsersOf, hasErrorHandler, hasFormatter, hasValidators, hooksOf, isThrown, setStandardJson, setUncounted, setValidatorBuilder, standardJsonOf, type BodyParsers } from './privates.ts'
export { serverScopeOptions, type ServerOptions } from './options.ts'
export { defined, markerOf, serverOptions } from './server-options.ts'
