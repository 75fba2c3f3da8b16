import { isIP } from 'node:net'

/**
 * What a client can hardly change about its address: an IPv4 address, or so many bits of an IPv6 address. Whoever has an
 * IPv6 address has all of its network's, usually a /64 (RFC 6177, RFC 4291 §2.5.4).
 *
 * @param bits - of an IPv6 address; 1 to 128
 * @returns what is no address as it is
 * @example addressGroup('2001:db8::1', 64) // '2001:db8:0:0/64'
 */
export function addressGroup (address: string, bits: number): string {
  // RFC 4291 §2.5.5.2: how a socket for both shows IPv4.
  const plain = address.startsWith(mapped) && address.includes('.') ? address.slice(mapped.length) : address
  if (isIP(plain) !== 6) return plain
  const groups = groupsOf(plain)
  if (embedding.has(groups.slice(0, 6).join())) return groups.slice(6).flatMap(group => [group >> 8, group & 255]).join('.')
  const kept = groups.slice(0, Math.ceil(bits / 16))
  const rest = bits % 16
  if (rest > 0) kept.push((kept.pop() as number) & (0xffff << (16 - rest)))
  return `${kept.map(group => group.toString(16)).join(':')}/${bits}`
}

const mapped = '::ffff:'
/** What stands before an IPv4 address: of a mapped one (RFC 4291 §2.5.5.2), and of one behind NAT64 (RFC 6052 §2.1). */
const embedding: ReadonlySet<string> = new Set([[0, 0, 0, 0, 0, 0xffff].join(), [0x64, 0xff9b, 0, 0, 0, 0].join()])
const withPort = /^(?:([\d.]+)|\[([\da-f:.]+)\]):\d{1,5}$|^\[([\da-f:.]+)\]$/i

/**
 * The address of `192.0.2.1:4711`, `[2001:db8::1]:4711` and `[2001:db8::1]`: some proxies write the client's port, new
 * for each connection, into X-Forwarded-For.
 *
 * @returns everything else as it is
 */
export function withoutPort (address: string): string {
  const [, ipv4, ipv6, bracketed] = withPort.exec(address) ?? []
  return ipv4 ?? ipv6 ?? bracketed ?? address
}

/** The eight groups of an IPv6 address (RFC 4291 §2.2), without its zone (RFC 4007 §11). */
function groupsOf (address: string): number[] {
  const [text] = address.split('%') as [string]
  const [head, tail] = text.split('::') as [string, string?]
  const first = numbersOf(head)
  const last = tail === undefined ? [] : numbersOf(tail)
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last]
}

function numbersOf (text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap(group => {
    if (!group.includes('.')) return [parseInt(group, 16)]
    const [a, b, c, d] = group.split('.').map(Number) as [number, number, number, number]
    return [a << 8 | b, c << 8 | d]
  })
}
