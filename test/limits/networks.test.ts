import t from 'tap'
import { networksOf } from '../../lib/limits/networks.ts'

const inside: ReadonlyArray<[networks: readonly string[], addresses: readonly string[]]> = [
  [['192.0.2.1'], ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:c000:201', '192.0.2.1:4711']],
  [['10.0.0.0/8'], ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3']],
  [['10.1.2.3/8'], ['10.0.0.1']],
  [['192.0.2.128/25'], ['192.0.2.128', '192.0.2.255']],
  [['192.0.2.1/32'], ['192.0.2.1']],
  [['0.0.0.0/0'], ['0.0.0.0', '255.255.255.255', '::ffff:1.2.3.4']],
  [['2001:db8::/32'], ['2001:db8::', '2001:DB8:ffff::1', '[2001:db8::1]:443', '[2001:db8::1]']],
  [['2001:db8::1'], ['2001:db8::1', '2001:db8:0:0:0:0:0:1']],
  [['fe80::/10'], ['fe80::1%eth0']],
  [['::/0'], ['2001:db8::1', '::1']],
  [['::1', '127.0.0.0/8'], ['::1', '127.0.0.1']]
]

const outside: ReadonlyArray<[networks: readonly string[], addresses: readonly string[]]> = [
  [['192.0.2.1'], ['192.0.2.2', '::192.0.2.1', '2001:db8::1', '', '192.0.2.1 ', '192.0.2.1, 10.0.0.1', '192.0.2.1:', '192.0.2.1:4711:1', 'unknown', '*', '0192.0.2.1', '3221225985']],
  [['10.0.0.0/8'], ['11.0.0.0', '9.255.255.255', '10.1', '10.0.0.0/8', '::ffff:11.0.0.1']],
  [['192.0.2.128/25'], ['192.0.2.127']],
  [['0.0.0.0/0'], ['2001:db8::1', '::1']],
  [['2001:db8::/32'], ['2001:db9::', '192.0.2.1', '[2001:db9::1]:443', '2001:db8::1]', '[2001:db8::1]:99999999']],
  [[], ['192.0.2.1', '']]
]

t.test('addresses inside and outside of networks', async (t) => {
  for (const [networks, addresses] of inside) t.strictSame(addresses.filter(address => !networksOf(networks)(address)), [], networks.join())
  for (const [networks, addresses] of outside) t.strictSame(addresses.filter(address => networksOf(networks)(address)), [], networks.join())
})

t.test('what is neither an address nor a network', async (t) => {
  const wrong = [
    '', '*', 'localhost', 'api.example', '10', '10.0.0', '10.0.0.0.0', '256.0.0.1', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/8 ', '10.0.0.0/255.0.0.0',
    '10.0.0.0/1e1', '10.0.0.0/ 8', '10.0.0.0-10.0.0.9', '2001:db8::/129', '2001:db8::/', '2001:db8', 'fe80::1%eth0', 'fe80::%eth0/10', '[::1]', '10.0.0.1:80', '/8'
  ]
  for (const entry of wrong) t.throws(() => networksOf(['192.0.2.1', entry]), new RangeError(entry), entry)
})
