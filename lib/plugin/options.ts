import { Type, type TSchema } from '../options/type.ts'
import { answerOptions, answerScopeOptions } from '../answer/options.ts'
import { rateLimitHeaders } from '../limits/index.ts'
import { checkOptions } from '../options/check.ts'
import { described } from '../options/words.ts'
import { defaultsOf, nearest, type GivenOf, type Option, type SettingOf, type SettingsOf } from '../options/option.ts'
import { serverScopeOptions } from '../server/index.ts'
import { declaredErrors } from '../own/declared.ts'
import { coerce } from '../gates/validation.ts'
import { gates, reporting, type ReportingGate } from './gates.ts'
import { isObject } from '../is-object.ts'

/** The options of routes that switch no gate. */
const routeOptions = {
  ...answerOptions,
  /**
   * Which bodies have values that become what the schema asks for, as those of query strings do. Default: `forms`, whose fields are
   * text; `all`: those of JSON too, as in Fastify; false: none. What the application has set as Ajv's `coerceTypes` in the constructor
   * holds in any case.
   */
  coerce,
  /**
   * `report`: the gates of documented rules refuse nothing and tell `app.conformant.report()` what they would have refused; every
   * request has the fate that it has without them, and errors are in the dialect. Default: true. One gate alone: `accept: 'report'`.
   * Limits have `dryRun`; `preconditions` and `spamCheck` hold.
   */
  enforce: nearest<true | 'report', true | 'report'>(described(Type.Union([Type.Literal(true), Type.Literal('report')]), 'true or "report"'), true),
  /**
   * The errors that handlers give, for the documentation: kinds such as `'not_found'`, constructors such as `errors.outOfCredit`, or errors as
   * they are given, `notFound({ resource: 'User', id: '7' })`, whose words become the example. Those of a scope and a route are added to those
   * around them. Default: none.
   */
  errors: declaredErrors,
  /** Header fields of rate limits on every answer: the dialect's (default), GitLab's, those of the IETF's draft, or none. */
  rateLimitHeaders
}

const scopeOptions = { ...answerScopeOptions, ...serverScopeOptions }

type Gates = typeof gates
type Given<Table> = { [Name in keyof Table]?: GivenOf<Table[Name]> }
type GivenGates<OfScope extends boolean> = { [Name in keyof Gates as Gates[Name] extends { readonly level: 'scope' } ? OfScope extends true ? Name : never : OfScope extends true ? never : Name]?: GivenOf<Gates[Name]['option']> | (Name extends ReportingGate ? 'report' : never) }

/** What can be set on the plugin, on a scope and on a route; the nearest wins, `false` turns a gate off, `true` on again. */
export interface ConformantRouteOptions extends GivenGates<false>, Given<typeof routeOptions> {}

/** What can be set on the plugin and on a scope. */
export interface ConformantOptions extends ConformantRouteOptions, GivenGates<true>, Given<typeof scopeOptions> {}

/** Everything resolved: what holds at a place. */
export interface Settings extends SettingsOf<typeof routeOptions>, SettingsOf<typeof scopeOptions>, Readonly<{ [Name in keyof Gates]: SettingOf<Gates[Name]['option']> }> {
  /** The gates that have been told one by one to report. */
  readonly reports: ReadonlySet<string>
}

type AnyOption = Option<never, unknown>

const gateOptions = Object.entries(gates).map(([name, { option }]) => [name, option as AnyOption] as const)

/** All options by their name. */
const all: ReadonlyMap<string, AnyOption> = new Map([...gateOptions, ...Object.entries<AnyOption>(routeOptions), ...Object.entries<AnyOption>(scopeOptions)])
const names = new Map([...all].map(([name, option]) => [option, name]))
const onlyOfScopes = new Set([...Object.entries(gates).filter(([, gate]) => 'level' in gate).map(([name]) => name), ...Object.keys(scopeOptions)])

/** True of the name of an option of the plugin. */
export function isOption (name: string): boolean {
  return all.has(name)
}

/** What holds where nothing is said. */
export const defaults = Object.freeze({ ...defaultsOf(Object.fromEntries(all)), reports: new Set() }) as unknown as Settings

const canReport = new Set<string>(reporting)

/** What may be said at a place. */
function schemaOf (isIn: (name: string) => boolean): TSchema {
  const members = Object.fromEntries([...all].filter(([name]) => isIn(name)).map(([name, { schema }]) => [name, canReport.has(name) ? orReport(schema) : schema]))
  return Type.Partial(Type.Object(members), { additionalProperties: false })
}

/** The words for what would be right; that a gate may report is seen before its schema is asked. */
function orReport (schema: TSchema): TSchema {
  const words = schema.description as string
  const at = words.lastIndexOf(' or ')
  return described(schema, `${words.slice(0, at).replace(/,$/, '')}, ${words.slice(at + 4)} or "report"`)
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
  checkOptions(withoutReports(stated), isPlugin ? forPlugin : forRoute, of)
  const given = stated as Readonly<Record<string, unknown>>
  const said = { of, given: withoutReports(given) as Readonly<Record<string, unknown>>, around: around as unknown as Readonly<Record<string, unknown>> }
  for (const [name, { check }] of all) if (said.given[name] !== undefined) check?.(said.given[name] as never, of)
  const settings = [...all].map(([name, option]) => [name, option.read(said.given[name] as never, said.around[name], said)])
  return { ...Object.fromEntries(settings), reports: reportsOf(around.reports, given) } as Settings
}

/** A gate that reports is on. */
function withoutReports (given: unknown): unknown {
  if (!isObject(given) || !Object.values(given).includes('report')) return given
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, canReport.has(name) && value === 'report' ? true : value]))
}

function reportsOf (around: ReadonlySet<string>, given: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const reports = new Set(around)
  for (const name of canReport) {
    if (given[name] === 'report') reports.add(name)
    else if (given[name] !== undefined) reports.delete(name)
  }
  return reports
}

/** True where a gate only tells what it would have refused. */
export function isReported ({ enforce, reports }: Settings, gate: string): boolean {
  return canReport.has(gate) && (enforce === 'report' || reports.has(gate))
}

/** What holds of an option. */
export function settingOf<Setting> (settings: Settings, option: Option<never, Setting>): Setting {
  return settings[names.get(option as AnyOption) as keyof Settings] as Setting
}
