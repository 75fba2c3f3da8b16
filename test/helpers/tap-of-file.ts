// In place of tap for each of the files that run together; see typescript.mjs.
import { tapOfFile } from './together.ts'

export default tapOfFile()
