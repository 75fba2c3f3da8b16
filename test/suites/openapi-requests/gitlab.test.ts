import { gitlab } from '../../../lib/index.ts'
import { run } from './run.ts'

run(gitlab())
