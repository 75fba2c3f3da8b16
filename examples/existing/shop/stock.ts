/** What the shop sells. It knows nothing of HTTP. */
export interface Product {
  readonly sku: string
  readonly name: string
  readonly price: number
  readonly stock: number
  /** The size of its picture in bytes. */
  picture?: number
}

/** More was asked for than is there. */
export class OutOfStock extends Error {
  readonly sku: string

  constructor (sku: string) {
    super(`Out of stock: ${sku}`)
    this.sku = sku
  }
}

/** Each application has its own. */
export class Stock {
  readonly #products = new Map<string, Product>([
    ['boots', { sku: 'boots', name: 'Boots', price: 12_000, stock: 3 }],
    ['scarf', { sku: 'scarf', name: 'Scarf', price: 2_500, stock: 0 }]
  ])

  all (): Product[] {
    return [...this.#products.values()]
  }

  find (sku: string): Product | undefined {
    return this.#products.get(sku)
  }

  /**
   * The price of so many of it.
   *
   * @throws OutOfStock
   */
  take (product: Product, amount: number): number {
    if (amount > product.stock) throw new OutOfStock(product.sku)
    return product.price * amount
  }

  /** Nobody has written it yet. */
  discount (code: string): number {
    throw new Error(`connect ECONNREFUSED 10.0.0.7:5432, discount ${code}`)
  }
}
