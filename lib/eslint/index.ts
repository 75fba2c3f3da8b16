import { declaredErrors, type Rule } from './declared-errors.ts'

interface Plugin { readonly meta: { readonly name: string }, readonly rules: { readonly 'declared-errors': Rule } }

/** The name of the plugin. */
export const meta: Plugin['meta'] = { name: 'fastify-conformant' }

/** The rules by their names: `declared-errors`. */
export const rules: Plugin['rules'] = { 'declared-errors': declaredErrors }

interface Config { readonly name: string, readonly plugins: { readonly conformant: Plugin }, readonly rules: { readonly 'conformant/declared-errors': 'error' } }

/** Configurations by their names: of `recommended` the rule is an error. */
export const configs: { readonly recommended: Config } = {
  recommended: { name: 'fastify-conformant/recommended', plugins: { conformant: { meta, rules } }, rules: { 'conformant/declared-errors': 'error' } }
}
