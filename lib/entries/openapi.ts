// fastify-conformant/openapi: the OpenAPI document of an application, with all errors that it can answer.
export { documentedErrors, openapi, type DocumentedError, type OpenApiDocument, type OpenApiOptions, type Provocation } from '../openapi/index.ts'
