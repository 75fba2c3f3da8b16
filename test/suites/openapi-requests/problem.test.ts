import { problem } from '../../../lib/index.ts'
import { run } from './run.ts'

run(problem())
