import { Type } from '@sinclair/typebox'
import { routes } from 'fastify-conformant'
import type { Catalog } from './data.ts'
import { Code } from './schemas.ts'

export const MeasurementFamily = Type.Object({ code: Code, standard_unit_code: Type.String({ minLength: 1 }) })

/** The one resource that is written as a JSON array. More than 100 items are a 413 before any is looked at. */
export const measurementFamilies = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  const { measurementFamilies } = catalog

  app.get('/measurement-families', async () => [...measurementFamilies.values()])

  app.patch('/measurement-families', {
    schema: { body: Type.Array(MeasurementFamily) },
    config: { conformant: { documentation: '#patch_measurement_families' } }
  }, async ({ body }) => body.map(family => {
    const isKnown = measurementFamilies.has(family.code)
    measurementFamilies.set(family.code, family)
    return { code: family.code, status_code: isKnown ? 204 : 201 }
  }))
})
