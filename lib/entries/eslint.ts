// fastify-conformant/eslint: a plugin for ESLint 9 and later. Nothing of ESLint's is loaded with it, and nothing else of the package.
import { configs, meta, rules } from '../eslint/index.ts'

const plugin: { readonly meta: typeof meta, readonly rules: typeof rules, readonly configs: typeof configs } = { meta, rules, configs }

export default plugin
export { configs, meta, rules }
