// The door of what is known of other plugins.
export { basicOnly } from './basic-auth.ts'
export { armBearerAuth, catchBearerAuth, hasBearerAuth } from './bearer-auth.ts'
export { corsOf, exposing, hasCors, withCors } from './cors.ts'
export { hasEtag, hideCondition, tagging } from './etag.ts'
export { runHook, type Hook } from './hooks.ts'
export { setNotFoundHandlerOf } from './otel.ts'
