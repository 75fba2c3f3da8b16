// Bodies that break off, at both ends of the wire; test/suites/ends does so more often.
import t from 'tap'
import { expectTable } from '../suites/ends/expected.ts'

expectTable(t, {}, 2)
expectTable(t, { isSecure: true }, 1)
expectTable(t, { http2: true }, 2)
