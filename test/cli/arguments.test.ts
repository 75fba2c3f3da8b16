import t from 'tap'
import { readArguments } from '../../lib/cli/arguments.ts'

const nothing = { file: undefined, isCheck: false, isYaml: false, version: undefined }

t.test('what is asked for', async (t) => {
  const cases: Array<[line: string, wanted: object | undefined]> = [
    ['openapi app.js', { ...nothing, entry: 'app.js' }],
    ['openapi app.js --yaml', { ...nothing, entry: 'app.js', isYaml: true }],
    ['openapi app.js --out openapi.json', { ...nothing, entry: 'app.js', file: 'openapi.json' }],
    ['openapi --out openapi.yml app.js', { ...nothing, entry: 'app.js', file: 'openapi.yml', isYaml: true }],
    ['openapi app.js --check openapi.yaml', { ...nothing, entry: 'app.js', file: 'openapi.yaml', isCheck: true, isYaml: true }],
    ['openapi app.js --openapi 3.0.3', { ...nothing, entry: 'app.js', version: '3.0.3' }],
    ['--help', undefined],
    ['openapi app.js -h', undefined]
  ]
  for (const [line, wanted] of cases) t.strictSame(readArguments(line.split(' ')), wanted, line)
})

t.test('what is not right is named', async (t) => {
  const cases: Array<[args: string[], message: string]> = [
    [[], 'There is no command.'],
    [['swagger', 'app.js'], 'There is no command "swagger".'],
    [['openapi'], 'There is no ENTRY: the file that exports the application.'],
    [['openapi', 'a.js', 'b.js'], 'One ENTRY is taken; there is also "b.js".'],
    [['openapi', 'a.js', '--out', 'a.json', '--check', 'a.json'], '--out and --check exclude each other.'],
    [['openapi', 'a.js', '--openapi', '2.0'], '--openapi takes 3.0.3, 3.1.1 or 3.2.0, not "2.0".']
  ]
  for (const [args, message] of cases) t.throws(() => readArguments(args), { name: 'Error', message }, args.join(' '))
  t.throws(() => readArguments(['openapi', 'a.js', '--output', 'a.json']), { message: /^Unknown option '--output'/ })
})
