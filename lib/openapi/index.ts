// The door of the OpenAPI document.
export { documentedErrors } from './documented.ts'
export type { DocumentedError } from './documented-error.ts'
export { finishedDocument } from './finished.ts'
export { openapi, type OpenApiDocument, type OpenApiOptions } from './openapi.ts'
export type { Provocation } from './provocation.ts'
export { completeSwagger } from './swagger.ts'
export { operationMethods, versions, type Version } from './versions.ts'
export { yamlOf } from './yaml.ts'
