import { Bus, type Message } from './bus.ts'

export interface Order {
  readonly id: string
  readonly product: string
  readonly amount: number
  readonly state: 'placed' | 'shipped'
}

/** What the domain refuses. It knows nothing of HTTP and nothing of GraphQL. */
export class DomainError extends Error {}
export class OrderNotFound extends DomainError {
  readonly id: string

  constructor (id: string) {
    super(`There is no order ${id}.`)
    this.id = id
  }
}
export class AlreadyShipped extends DomainError {}
export class TooMuch extends DomainError {}

interface PlaceOrder extends Message { type: 'PlaceOrder', product: string, amount: number }
interface ShipOrder extends Message { type: 'ShipOrder', id: string }
interface FindOrder extends Message { type: 'FindOrder', id: string }
interface CountOrders extends Message { type: 'CountOrders' }

export interface Buses {
  readonly commands: Bus
  readonly queries: Bus
}

/** The buses of an application of its own, with one order. */
export function buses (): Buses {
  const orders = new Map<string, Order>([['1', { id: '1', product: 'boots', amount: 1, state: 'shipped' }]])

  function find (id: string): Order {
    const order = orders.get(id)
    if (order === undefined) throw new OrderNotFound(id)
    return order
  }

  const commands = new Bus()
    .register<PlaceOrder>('PlaceOrder', ({ product, amount }) => {
      if (amount > 100) throw new TooMuch('Nobody may order more than 100.')
      const order: Order = { id: String(orders.size + 1), product, amount, state: 'placed' }
      orders.set(order.id, order)
      return order
    })
    .register<ShipOrder>('ShipOrder', ({ id }) => {
      const order = find(id)
      if (order.state === 'shipped') throw new AlreadyShipped(`The order ${id} has been shipped.`)
      const shipped: Order = { ...order, state: 'shipped' }
      orders.set(id, shipped)
      return shipped
    })
  const queries = new Bus()
    .register<FindOrder>('FindOrder', ({ id }) => find(id))
    .register<CountOrders>('CountOrders', () => { throw new Error('relation "orders" does not exist') })
  return { commands, queries }
}
