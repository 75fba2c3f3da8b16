import { Type, type TSchema } from '../options/type.ts'
import { answerOptions, answerScopeOptions } from '../answer/options.ts'
import { rateLimitHeaders } from '../limits/index.ts'
import { checkOptions } from '../options/check.ts'
import { defaultsOf, type GivenOf, type Option, type SettingOf, type SettingsOf } from '../options/option.ts'
import { serverScopeOptions } from '../server/index.ts'
import { coerce } from '../gates/validation.ts'
import { gates } from './gates.ts'

/** The options of routes that switch no gate. */
const routeOptions = {
  ...answerOptions,
  /**
   * Which bodies have values that become what the schema asks for, as those of query strings do. Default: `forms`, whose fields are
   * text; `all`: those of JSON too, as in Fastify; false: none. What the application has set as Ajv's `coerceTypes` in the constructor
   * holds in any case.
   */
  coerce,
  /** Header fields of rate limits on every answer: the dialect's (default), GitLab's, those of the IETF's draft, or none. */
  rateLimitHeaders
}

const scopeOptions = { ...answerScopeOptions, ...serverScopeOptions }

type Gates = typeof gates
type Given<Table> = { [Name in keyof Table]?: GivenOf<Table[Name]> }
type GivenGates<OfScope extends boolean> = { [Name in keyof Gates as Gates[Name] extends { readonly level: 'scope' } ? OfScope extends true ? Name : never : OfScope extends true ? never : Name]?: GivenOf<Gates[Name]['option']> }

/** What can be set on the plugin, on a scope and on a route; the nearest wins, `false` turns a gate off, `true` on again. */
export interface ConformantRouteOptions extends GivenGates<false>, Given<typeof routeOptions> {}

/** What can be set on the plugin and on a scope. */
export interface ConformantOptions extends ConformantRouteOptions, GivenGates<true>, Given<typeof scopeOptions> {}

/** Everything resolved: what holds at a place. */
export interface Settings extends SettingsOf<typeof routeOptions>, SettingsOf<typeof scopeOptions>, Readonly<{ [Name in keyof Gates]: SettingOf<Gates[Name]['option']> }> {}

type AnyOption = Option<never, unknown>

const gateOptions = Object.entries(gates).map(([name, { option }]) => [name, option as AnyOption] as const)

/** All options by their name. */
const all: ReadonlyMap<string, AnyOption> = new Map([...gateOptions, ...Object.entries<AnyOption>(routeOptions), ...Object.entries<AnyOption>(scopeOptions)])
const names = new Map([...all].map(([name, option]) => [option, name]))
const onlyOfScopes = new Set([...Object.entries(gates).filter(([, gate]) => 'level' in gate).map(([name]) => name), ...Object.keys(scopeOptions)])

/** What holds where nothing is said. */
export const defaults = defaultsOf(Object.fromEntries(all)) as unknown as Settings

/** What may be said at a place. */
function schemaOf (isIn: (name: string) => boolean): TSchema {
  const members = Object.fromEntries([...all].filter(([name]) => isIn(name)).map(([name, { schema }]) => [name, schema]))
  return Type.Partial(Type.Object(members), { additionalProperties: false })
}

const forPlugin = schemaOf(() => true)
const forRoute = schemaOf(name => !onlyOfScopes.has(name))

/**
 * Checks options and lays them over what holds around them.
 *
 * @param where - `plugin` for the plugin and scopes, else the route as `POST /categories`
 * @throws TypeError that names the option, its path, and what would be right
 */
export function resolveOptions (around: Settings, stated: unknown, where: string): Settings {
  const isPlugin = where === 'plugin'
  const of = isPlugin ? '' : ` of route ${where}`
  checkOptions(stated, isPlugin ? forPlugin : forRoute, of)
  const given = stated as Readonly<Record<string, unknown>>
  const said = { of, given, around: around as unknown as Readonly<Record<string, unknown>> }
  for (const [name, { check }] of all) if (given[name] !== undefined) check?.(given[name] as never, of)
  return Object.fromEntries([...all].map(([name, option]) => [name, option.read(given[name] as never, said.around[name], said)])) as unknown as Settings
}

/** What holds of an option. */
export function settingOf<Setting> (settings: Settings, option: Option<never, Setting>): Setting {
  return settings[names.get(option as AnyOption) as keyof Settings] as Setting
}
