// TypeBox 0.34 has declarations for ES modules and others for CommonJS, each with symbols of their own: a schema of the one does
// not fit where one of the other is asked for. What this package gives fits both. It is written in neither, but as JSON Schema.
import type { TSchema as OfModules } from '@sinclair/typebox' with { 'resolution-mode': 'import' }
import type { TSchema as OfCommonJs } from '@sinclair/typebox' with { 'resolution-mode': 'require' }

export type Schema = OfModules & OfCommonJs
