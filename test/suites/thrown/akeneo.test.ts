import { akeneo } from '../../../lib/index.ts'
import { table } from './table.ts'

table(akeneo())
