// The door of the OpenAPI document.
export { documentedErrors, type DocumentedError } from './documented.ts'
export { openapi, type OpenApiDocument, type OpenApiOptions } from './openapi.ts'
export type { Provocation } from './provocation.ts'
