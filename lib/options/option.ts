import type { TSchema } from './type.ts'

/** Where something is said of an option. */
export interface Said {
  /** Whose options they are, with a space in front; empty for the plugin's. */
  readonly of: string
  /** All that is said there. */
  readonly given: Readonly<Record<string, unknown>>
  /** All that holds around it. */
  readonly around: Readonly<Record<string, unknown>>
}

/** An option: what may be said, what holds where nothing is said, and how what is said lies over what holds around it. */
export interface Option<Given, Setting> {
  /** Its description says what would be right. */
  readonly schema: TSchema
  readonly default: Setting
  /**
   * What a schema cannot say.
   *
   * @throws TypeError that names the option, its path, and what would be right
   */
  check? (given: Given, of: string): void
  /** @param given - undefined where nothing is said */
  read (given: Given | undefined, around: Setting, said: Said): Setting
}

/** What may be said of an option, and what it comes to. */
export type GivenOf<One> = One extends { read (given: infer Given, around: never, said: Said): unknown } ? Exclude<Given, undefined> : never
export type SettingOf<One> = One extends { readonly default: infer Setting } ? Setting : never

/** What a table of options comes to. */
export type SettingsOf<Table> = { readonly [Name in keyof Table]: SettingOf<Table[Name]> }

/** What holds of a table of options where nothing is said. */
export function defaultsOf<Table extends Readonly<Record<string, { readonly default: unknown }>>> (table: Table): SettingsOf<Table> {
  return Object.freeze(Object.fromEntries(Object.entries(table).map(([name, option]) => [name, option.default]))) as SettingsOf<Table>
}

/** An option of which the nearest word holds. */
export function nearest<Given extends Setting, Setting> (schema: TSchema, standard: Setting): Option<Given, Setting> {
  return { schema, default: standard, read: (given, around) => given ?? around }
}

/**
 * An option that can be turned off with `false`, and on again with `true`: then what holds around it does, or else the standard.
 *
 * @param read - of what is neither
 */
export function switchable<Given, Setting> (
  schema: TSchema, standard: Setting | undefined, read: (given: Exclude<Given, boolean>, around: Setting | undefined) => Setting | undefined, { isOff = false } = {}
): Option<Given | boolean, Setting | undefined> {
  return {
    schema,
    default: isOff ? undefined : standard,
    read (given, around) {
      if (given === undefined) return around
      if (given === false) return undefined
      return given === true ? around ?? standard : read(given as Exclude<Given, boolean>, around)
    }
  }
}

/** One text, or several, as a list that nobody changes. */
export function listOf (given: string | readonly string[]): readonly string[] {
  return Object.freeze(typeof given === 'string' ? [given] : [...given])
}
