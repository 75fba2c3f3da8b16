import type { Static } from '@sinclair/typebox'
import { unprocessable, type ApiError, type IssueInit } from 'fastify-conformant'
import { AlreadyExists, type Catalog } from './data.ts'
import type { Product } from './products.ts'

export const noCategory = (code: string): ApiError => unprocessable(`The ${code} category does not exist in your PIM.`)

/**
 * What no schema can tell: whether the identifier is free, and whether the things that a product names exist.
 *
 * @throws AlreadyExists; 422 with a link to the documentation for an unknown category or attribute, else with all values that are no option
 */
export function checkProduct (product: Static<typeof Product>, catalog: Catalog): void {
  const { uuid, identifier, categories = [], values = {} } = product
  if (identifier !== undefined && [...catalog.products.values()].some(other => other.identifier === identifier && other.uuid !== uuid)) {
    throw new AlreadyExists(`Product '${identifier}' already exists.`)
  }
  for (const code of categories) {
    if (!catalog.categories.has(code)) throw noCategory(code)
  }
  const issues: IssueInit[] = []
  for (const [attribute, valuesOfAttribute] of Object.entries(values)) {
    if (!catalog.attributes.has(attribute)) throw unprocessable(`The ${attribute} attribute does not exist in your PIM.`)
    const options = catalog.options.get(attribute)
    if (options === undefined) continue
    for (const { data, locale, scope } of valuesOfAttribute) {
      if (options.has(String(data))) continue
      const message = `The ${String(data)} value is not in the ${attribute} attribute option list.`
      issues.push({ path: 'values', message, attribute, locale, scope })
    }
  }
  if (issues.length > 0) throw unprocessable({ issues })
}
