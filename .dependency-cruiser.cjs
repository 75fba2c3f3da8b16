// The floors of the house, from the bottom up: an import goes down or stays on its floor, types too.
const floors = [
  ['http'],
  ['options'],
  ['errors'],
  ['dialects'],
  ['validation'],
  ['own'],
  ['gates'],
  ['answer'],
  ['neighbours'],
  ['conditional', 'limits', 'spam'],
  ['batch', 'server'],
  ['plugin'],
  ['openapi'],
  ['check', 'cli', 'eslint', 'nest'],
  ['entries']
]

const above = floors.flatMap((names, at) => {
  const higher = floors.slice(at + 1).flat()
  const beside = names.flatMap(name => names.filter(other => other !== name).map(other => [name, other]))
  return [
    ...(higher.length === 0
      ? []
      : [{
          name: `${names.join('-')}-knows-nothing-above`,
          severity: 'error',
          comment: `lib/${names.join(', lib/')} may not import what stands above`,
          from: { path: `^lib/(${names.join('|')})/` },
          to: { path: `^lib/(${higher.join('|')})/` }
        }]),
    ...beside.map(([name, other]) => ({
      name: `${name}-knows-nothing-of-${other}`, severity: 'error', from: { path: `^lib/${name}/` }, to: { path: `^lib/${other}/` }
    }))
  ]
})

// What has a door is entered by it.
const doors = ['batch', 'check', 'conditional', 'eslint', 'limits', 'neighbours', 'openapi', 'server', 'spam'].map(name => ({
  name: `by-the-door-of-${name}`,
  severity: 'error',
  comment: `lib/${name} is entered by its index.ts`,
  from: { path: '^lib/', pathNot: `^lib/${name}/` },
  to: { path: `^lib/${name}/(?!index\\.ts$)` }
}))

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', comment: 'also of types', from: { path: '^lib/' }, to: { circular: true } },
    { name: 'the-way-in', severity: 'error', comment: 'lib/index.ts is for users of the package', from: { path: '^lib/.*/' }, to: { path: '^lib/index' } },
    { name: 'in-a-folder', severity: 'error', comment: 'every file but index, is-object, moved, typed and thenable stands on a floor', from: { path: '^lib/' }, to: { path: '^lib/(?!index|is-object|moved|typed|thenable)[^/]+$' } },
    ...above,
    ...doors
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^lib/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
}
