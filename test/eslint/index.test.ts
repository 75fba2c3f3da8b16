import { Linter } from 'eslint'
import t from 'tap'
import * as door from '../../lib/eslint/index.ts'
import plugin from '../../lib/entries/eslint.ts'

t.test('the plugin, and what it recommends', async (t) => {
  t.strictSame({ ...door }, plugin)
  t.strictSame(Object.keys(door.rules), ['declared-errors'])
  const config: Linter.Config[] = [plugin.configs.recommended]
  const code = "import { gone, notFound } from 'fastify-conformant'\napp.get('/', { config: { conformant: { errors: [gone] } } }, async () => { throw notFound() })\n"
  const found = new Linter().verify(code, config, 'a.js')
  t.strictSame(found.map(({ ruleId, severity, message, line, column }) => ({ ruleId, severity, message, line, column })), [
    { ruleId: 'conformant/declared-errors', severity: 2, message: 'The route does not declare "not_found": add it to config.conformant.errors.', line: 2, column: 82 }
  ])
})
