// Reads TypeScript for Rollup.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export const root = join(import.meta.dirname, '..')

const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  // What users are told stands in the declarations; why the code is as it is, in the repository.
  removeComments: true
}

export function typescript () {
  return {
    name: 'typescript',
    load (id) {
      return id.endsWith('.ts') ? ts.transpileModule(readFileSync(id, 'utf8'), { fileName: id, compilerOptions }).outputText : null
    }
  }
}
