import { problem } from '../../../lib/index.ts'
import { table } from './table.ts'

table(problem())
