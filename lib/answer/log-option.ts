import type { ApiError } from '../errors/api-error.ts'
import { entryOf, type Kind, type LogLevel, type OwnKind } from '../errors/catalog.ts'
import { badOption } from '../options/check.ts'
import type { Option } from '../options/option.ts'
import { Type } from '../options/type.ts'
import { aFunction, wholeNumber } from '../options/words.ts'

/** What is said of the log. */
export interface LogOptions {
  /** The level of an error; `silent`: it has no line; undefined: the usual level. */
  level?: (error: ApiError) => LogLevel | undefined
  /** Each so-manieth error of a kind and route has a line, the first one too: for all kinds that clients cause, or by kind. */
  sample?: number | { [Name in Kind | OwnKind]?: number }
}

/** What holds of it. */
export interface LogSettings {
  readonly level: LogOptions['level'] | undefined
  readonly sample: number | Readonly<Record<string, number>> | undefined
}

const errors = wholeNumber('errors')

export const log: Option<LogOptions, LogSettings> = {
  schema: Type.Partial(Type.Object({
    level: aFunction('a function (error) => level'),
    sample: Type.Union([errors, Type.Record(errors)], { description: 'a whole number of errors from 1, or such numbers by kind' })
  }, { additionalProperties: false }), { description: '{ level, sample }' }),
  default: { level: undefined, sample: undefined },
  check ({ sample }, of) {
    if (typeof sample !== 'object') return
    const unknown = Object.keys(sample).find(name => entryOf(name) === undefined)
    if (unknown !== undefined) throw badOption(`log.sample.${unknown}`, of, 'of a kind of the catalog', unknown)
  },
  read: ({ level, sample } = {}, around) => ({ level: level ?? around.level, sample: (sample ?? around.sample) as LogSettings['sample'] })
}
