import { akeneo } from '../../../lib/index.ts'
import { run } from './run.ts'

run(akeneo())
