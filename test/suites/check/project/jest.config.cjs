// A package behind inject() is an ES module, which jest reads from Node 24.9 on: until then it is made CommonJS of, and nothing else is.
module.exports = {
  testMatch: ['**/jest.test.cjs'],
  transform: { '/node_modules/cookie/': './commonjs.cjs' },
  transformIgnorePatterns: ['/node_modules/(?!cookie/)']
}
