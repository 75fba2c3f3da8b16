// Which files a test may cover: lib/, never the tests, the examples or types/.
//
// Tests of the examples cover nothing. They start servers under tsx, whose
// output differs from what tap compiles; V8's ranges for the two are added up
// as if they were one, and the sum has shown 100 % for code that never ran.
export default file => file.startsWith('test/examples/') ? null : 'lib/**/*.ts'
