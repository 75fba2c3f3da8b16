// The door of what holds answers against the document.
export { expectDocumented, type Documented, type ExpectOptions, type Finding } from './expect-documented.ts'
export type { Fault } from './judge.ts'
export { UndocumentedAnswer } from './message.ts'
export { mergeReports, readReports, tableOf, type Report } from './report.ts'
export type { DocumentedError } from './rows.ts'
