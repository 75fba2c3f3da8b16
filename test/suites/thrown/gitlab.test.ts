import { gitlab } from '../../../lib/index.ts'
import { table } from './table.ts'

table(gitlab())
