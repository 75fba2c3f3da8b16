import neostandard from 'neostandard'

export default [
  ...neostandard({
    ts: true,
    ignores: ['.dist/**', '.files/**', '.tap/**', 'node_modules/**']
  }),
  {
    // A type name may come from a table; names that are written out are still checked.
    rules: { 'valid-typeof': ['error', { requireStringLiterals: false }] }
  }
]
