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
      return id.endsWith('.ts') ? withTabs(ts.transpileModule(readFileSync(id, 'utf8'), { fileName: id, compilerOptions }).outputText) : null
    }
  }
}

/** By a tab in place of the compiler's four spaces: that is a tenth of what is published. */
function withTabs (code) {
  const texts = []
  const visit = node => {
    if (ts.isTemplateLiteral(node)) texts.push([node.getStart(), node.getEnd()])
    else ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('code.js', code, ts.ScriptTarget.ES2023, true))
  return code.replace(/^ +/gm, (spaces, at) => texts.some(([start, end]) => at > start && at < end) ? spaces : '\t'.repeat(spaces.length / 4))
}
