// A line of JSON for each test that has ended.
import { relative } from 'node:path'

export default async function * reporter (source) {
  for await (const { type, data: { name, nesting, file, line, skip, details } } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const error = details?.error?.cause ?? details?.error
    yield JSON.stringify({
      test: `${relative(process.cwd(), file ?? '')}:${line} ${'> '.repeat(nesting)}${name}`,
      // A test whose inner ones failed is not counted again.
      hasPassed: type === 'test:pass' || details?.error?.failureType === 'subtestsFailed',
      isSkipped: skip !== undefined && skip !== false,
      ...(type === 'test:fail' ? { error: String(error?.message ?? error).slice(0, 500) } : {})
    }) + '\n'
  }
}
