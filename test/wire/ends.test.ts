// Bodies that break off, at both ends of the wire; test/suites/ends does so more often.
import t from 'tap'
import { expectTable } from '../suites/ends/expected.ts'

for (const http2 of [false, true]) expectTable(t, { http2 }, 3)
