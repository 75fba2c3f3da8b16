import { BlockList, isIP } from 'node:net'
import { withoutPort } from '../http/address.ts'

/** True for an address that is in a list of addresses and networks. */
export type Networks = (address: string) => boolean

/**
 * @param networks - `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`
 * @throws RangeError with the first entry that is neither an address nor a network
 * @example networksOf(['10.0.0.0/8'])('10.1.2.3') // true
 */
export function networksOf (networks: readonly string[]): Networks {
  const list = new BlockList()
  for (const entry of networks) {
    const [address, bits, further] = entry.split('/') as [string, string?, string?]
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const isWrong = family === 0 || address.includes('%') || further !== undefined || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
    if (isWrong) throw new RangeError(entry)
    list.addSubnet(address, Number(bits ?? most), family === 6 ? 'ipv6' : 'ipv4')
  }
  return (given) => {
    const address = withoutPort(given)
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}
