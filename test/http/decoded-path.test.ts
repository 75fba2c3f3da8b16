import t from 'tap'
import { encodedForms, isForwarded } from '../../lib/http/decoded-path.ts'

t.test('what a path may have been', async (t) => {
  const cases: Array<[path: string, forms: string[]]> = [
    ['/', []],
    ['', []],
    ['*', []],
    ['/a', []],
    ['/a/', []],
    ['//a', []],
    ['/a/b', ['/a%2Fb']],
    ['/a/b/', ['/a%2Fb/']],
    ['/a//b', []],
    ['/a/b/c', ['/a%2Fb/c', '/a/b%2Fc', '/a%2Fb%2Fc']],
    ['/projects/g/p/x', ['/projects%2Fg/p/x', '/projects/g%2Fp/x', '/projects/g/p%2Fx', '/projects%2Fg%2Fp/x', '/projects/g%2Fp%2Fx', '/projects%2Fg%2Fp%2Fx']],
    ['/a%2Fb/c%zz', ['/a%2Fb%2Fc%zz']],
    ['/1/2/3/4/5/6/7/8/9', []]
  ]
  for (const [path, forms] of cases) t.strictSame([...encodedForms(path)], forms, path)
  t.equal([...encodedForms('/1/2/3/4/5/6/7/8')].length, 28)
  t.equal([...encodedForms('/a'.repeat(100_000))].length, 0)
})

t.test('the signs of a proxy', async (t) => {
  t.equal(isForwarded({}, '1.1'), false)
  t.equal(isForwarded({ host: 'a', connection: 'close' }, '2.0'), false)
  t.equal(isForwarded({}, '1.0'), true)
  for (const name of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']) t.equal(isForwarded({ [name]: '' }, '1.1'), true, name)
})
