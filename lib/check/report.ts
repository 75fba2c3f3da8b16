import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyOf, type DocumentedError } from './rows.ts'

/** What tests have provoked: plain data, to be written as JSON. */
export interface Report {
  /** All errors of the document, each with how often it was answered. */
  readonly errors: readonly DocumentedError[]
  /** Each fault once: its words, and how often it was there. */
  readonly faults: ReadonlyArray<{ readonly message: string, readonly times: number }>
}

/**
 * Several reports as one: an error that any of them has seen has been provoked.
 *
 * @example
 * mergeReports(first, second).errors.filter(({ times }) => times === 0)
 */
export function mergeReports (...reports: readonly Report[]): Report {
  return {
    errors: summed(reports.flatMap(({ errors }) => errors), keyOf),
    faults: summed(reports.flatMap(({ faults }) => faults), ({ message }) => message)
  }
}

function summed<Counted extends { readonly times: number }> (all: readonly Counted[], keyOf: (one: Counted) => string): Counted[] {
  const byKey = new Map<string, Counted>()
  for (const one of all) {
    const key = keyOf(one)
    byKey.set(key, { ...one, times: one.times + (byKey.get(key)?.times ?? 0) })
  }
  return [...byKey.values()]
}

/**
 * The reports in a folder, as the option `report` has them written, as one.
 *
 * @throws an error of the file system where there is none
 * @example
 * console.log(tableOf(readReports('.documented')))
 */
export function readReports (folder: string): Report {
  return mergeReports(...readdirSync(folder).filter(name => name.endsWith('.json')).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report))
}

/** Writes a report as a file of a folder, which is made where it is not there. */
export function writeReport (folder: string, name: string, report: Report): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(report))
}

/**
 * Which documented errors no test has provoked, a line each.
 *
 * @example process.stdout.write(tableOf(documented.report()))
 */
export function tableOf ({ errors }: Pick<Report, 'errors'>): string {
  const missing = errors.filter(({ times }) => times === 0)
  const head = `${errors.length - missing.length} of ${errors.length} documented errors were provoked${missing.length === 0 ? '.' : '; these were not:'}`
  const wide = Math.max(0, ...missing.map(({ operation }) => operation.length))
  return `${[head, ...missing.map(({ operation, status, kind = '' }) => `  ${operation.padEnd(wide)}  ${status.padEnd(7)}  ${kind}`.trimEnd())].join('\n')}\n`
}
