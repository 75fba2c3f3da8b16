import { Linter } from 'eslint'
import neostandard from 'neostandard'
import type { Node, Source } from '../../lib/eslint/tree.ts'

const { parser } = neostandard.plugins['typescript-eslint'] as unknown as { parser: Linter.Parser }

/** How ESLint reads TypeScript. */
export const typescript: Linter.LanguageOptions = { parser, sourceType: 'module' }

/** A file as ESLint gives it to rules, and its nodes of a type in the order in which they are left. */
export function read (code: string, languageOptions: Linter.LanguageOptions = typescript): { source: Source, all: (type: string) => Node[] } {
  const nodes: Node[] = []
  let source: Source | undefined
  const rule = {
    create (context: { sourceCode: unknown }) {
      source = context.sourceCode as Source
      return { '*:exit': (node: object) => { nodes.push(node as Node) } }
    }
  }
  const [fault] = new Linter().verify(code, [{ files: ['**/*.ts'], languageOptions, plugins: { a: { rules: { b: rule } } }, rules: { 'a/b': 'error' } }], 'a.ts')
  if (fault !== undefined) throw new Error(`${fault.message} in ${code}`)
  return { source: source as Source, all: type => nodes.filter(node => node.type === type) }
}
