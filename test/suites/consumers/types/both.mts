// ES and CommonJS files in one program: their errors and dialects are the same.
import * as esm from './shared.mjs'
import * as cjs from './shared.cjs'

export const same: typeof esm.error = cjs.error
export const other: typeof cjs.error = esm.error
export const all: typeof esm.dialects = [...esm.dialects, ...cjs.dialects]
esm.takes(cjs.app)
cjs.takes(esm.app)
