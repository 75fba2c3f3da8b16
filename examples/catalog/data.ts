import type { Static } from '@sinclair/typebox'
import type { Attribute, AttributeOption } from './attributes.ts'
import type { Category } from './categories.ts'
import type { MeasurementFamily } from './measurement-families.ts'
import type { ProductModel } from './product-models.ts'
import type { Product } from './products.ts'

/** Somebody who has a token, and what they are allowed to do. */
export interface User {
  readonly username: string
  readonly password: string
  readonly may: readonly string[]
}

export interface Catalog {
  readonly users: readonly User[]
  readonly tokens: Map<string, User>
  readonly categories: Collection<Static<typeof Category>>
  readonly attributes: Collection<Static<typeof Attribute>>
  /** By the code of their attribute. */
  readonly options: Map<string, Collection<Static<typeof AttributeOption>>>
  readonly measurementFamilies: Collection<Static<typeof MeasurementFamily>>
  readonly productModels: Collection<Static<typeof ProductModel>>
  readonly products: Collection<Static<typeof Product> & { uuid: string }>
}

/** A key was used a second time. */
export class AlreadyExists extends Error {}

/** Things by their key, in the order of their creation. */
export class Collection<Item> extends Map<string, Item> {
  readonly #name: string

  constructor (name: string, items: ReadonlyArray<readonly [string, Item]> = []) {
    super(items)
    this.#name = name
  }

  add (key: string, item: Item): void {
    if (this.has(key)) throw new AlreadyExists(`${this.#name} '${key}' already exists.`)
    this.set(key, item)
  }
}

/** Stands in the document; with the keyword Bearer it is right. */
const documentedToken = 'NzFiYTM4ZTEwMjcwZTcyZWIzZTA0NmY3NjE3MTIyMjM1Y2NlMmNlNWEyMTAzY2UzYmY0YWIxYmUzNTkyMDcyNQ'

export function demoCatalog (): Catalog {
  const admin: User = { username: 'admin', password: 'admin', may: ['administrate categories'] }
  const julia: User = { username: 'julia', password: 'julia', may: [] }
  return {
    users: [admin, julia],
    // Known tokens, so that a command can be tried without asking for one first. A real server has none.
    tokens: new Map([['admin-token', admin], ['julia-token', julia], [documentedToken, admin]]),
    categories: new Collection('Category', ['summer', 'summer_shoes', 'autumn'].map(code =>
      [code, { code, parent: code === 'summer_shoes' ? 'summer' : null, labels: {} }])),
    attributes: new Collection('Attribute', [
      ['brand', { code: 'brand', type: 'pim_catalog_simpleselect', labels: { en_US: 'Brand' } }],
      ['name', { code: 'name', type: 'pim_catalog_text', labels: { en_US: 'Name' } }]
    ]),
    options: new Map([
      ['brand', new Collection('Option', ['tommy', 'fjord'].map(code => [code, { code, attribute: 'brand', labels: {} }]))]
    ]),
    measurementFamilies: new Collection('Measurement family', [['length', { code: 'length', standard_unit_code: 'METER' }]]),
    productModels: new Collection('Product model'),
    products: new Collection('Product', [['f62190e8-8314-4360-8ff8-7dbdb4af6312', {
      uuid: 'f62190e8-8314-4360-8ff8-7dbdb4af6312',
      identifier: 'top',
      enabled: true,
      family: 'clothing',
      categories: ['summer'],
      values: { brand: [{ locale: null, scope: null, data: 'tommy' }] }
    }]])
  }
}
