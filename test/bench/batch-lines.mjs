// What is sent: products as a catalog has them, with as many values as make a line of some length.
const locales = ['en_US', 'de_DE', 'fr_FR', 'ja_JP']
const words = ['soft', 'winter', 'jacket', 'with', 'two', 'pockets', 'and', 'a', 'hood', 'of', 'wool', 'for', 'days', 'outside']

const phrase = (seed, length) => Array.from({ length }, (_, index) => words[(seed * 7 + index * 5) % words.length]).join(' ')

function valuesOf (attribute) {
  switch (attribute % 4) {
    case 0: return locales.map(locale => ({ locale, scope: 'ecommerce', data: phrase(attribute, 12) }))
    case 1: return [{ locale: null, scope: null, data: attribute * 3 }]
    case 2: return [{ locale: null, scope: null, data: [{ amount: '19.90', currency: 'EUR' }, { amount: '21.50', currency: 'USD' }] }]
    default: return [{ locale: null, scope: 'print', data: phrase(attribute, 30) }]
  }
}

/** A product of exactly so many bytes as JSON. */
function lineOf (index, bytes) {
  const product = { identifier: `product-${index}`, family: 'jackets', categories: ['winter', 'outdoor'], enabled: true, values: {}, note: '' }
  let length = JSON.stringify(product).length
  for (let attribute = 0; ; attribute++) {
    const values = valuesOf(index + attribute)
    length += JSON.stringify({ [`attribute_${attribute}`]: values }).length - 1
    if (length > bytes) break
    product.values[`attribute_${attribute}`] = values
  }
  product.note = 'n'.repeat(bytes - JSON.stringify(product).length)
  return JSON.stringify(product)
}

export const count = 100
export const sizes = [['1 KB', 1000], ['10 KB', 10_000], ['1 MB', 1_000_000]].map(([name, bytes]) => {
  const lines = Array.from({ length: count }, (_, index) => lineOf(index, bytes))
  return { name, bytes, lines, body: Buffer.from(lines.join('\n')) }
})

/** What every server is asked to check of a line. */
export const item = {
  type: 'object',
  required: ['identifier'],
  properties: {
    identifier: { type: 'string', maxLength: 255 },
    family: { type: 'string' },
    categories: { type: 'array', items: { type: 'string' } },
    enabled: { type: 'boolean' },
    values: { type: 'object' },
    note: { type: 'string' }
  }
}
