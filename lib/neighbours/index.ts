// The door of what is known of other plugins.
export { basicOnly } from './basic-auth.ts'
export { armBearerAuth, catchBearerAuth, hasBearerAuth } from './bearer-auth.ts'
export { hasEtag, hideCondition, tagging } from './etag.ts'
