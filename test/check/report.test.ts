import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { mergeReports, readReports, tableOf, writeReport, type Report } from '../../lib/check/report.ts'

const first: Report = {
  errors: [{ operation: 'GET /books/{id}', status: '404', kind: 'not_found', times: 0 }, { operation: 'GET /a', status: '5XX', times: 1 }],
  faults: [{ message: 'One.', times: 1 }]
}
const second: Report = {
  errors: [{ operation: 'GET /books/{id}', status: '404', kind: 'not_found', times: 2 }, { operation: 'GET /a', status: '5XX', times: 1 }, { operation: 'GET /b', status: 'default', times: 0 }],
  faults: [{ message: 'One.', times: 2 }, { message: 'Two.', times: 1 }]
}
const both: Report = {
  errors: [{ operation: 'GET /books/{id}', status: '404', kind: 'not_found', times: 2 }, { operation: 'GET /a', status: '5XX', times: 2 }, { operation: 'GET /b', status: 'default', times: 0 }],
  faults: [{ message: 'One.', times: 3 }, { message: 'Two.', times: 1 }]
}

t.test('reports as one', async (t) => {
  t.same(mergeReports(first, second), both)
  t.same(mergeReports(), { errors: [], faults: [] })
})

t.test('in a folder', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'report-')), 'new')
  t.teardown(() => rmSync(join(folder, '..'), { recursive: true }))
  writeReport(folder, 'a', second)
  writeReport(folder, 'a', first)
  writeReport(folder, 'b', second)
  writeFileSync(join(folder, 'else.txt'), 'nothing')
  t.same(readReports(folder), both)
  t.throws(() => readReports(join(folder, 'none')), { code: 'ENOENT' })
})

t.test('the table', async (t) => {
  t.equal(tableOf(first), `1 of 2 documented errors were provoked; these were not:
  GET /books/{id}  404      not_found
`)
  t.equal(tableOf(both), `2 of 3 documented errors were provoked; these were not:
  GET /b  default
`)
  t.equal(tableOf({ errors: [] }), '0 of 0 documented errors were provoked.\n')
})
