// The page that a browser sees: page.html, with the list of what to try in it.
import { readFileSync } from 'node:fs'
import { curl, tries } from './requests.ts'

/** Stands for the address of the server, which only the browser knows for sure. */
const here = '{address}'

const list = tries.map(one => ({ ...one, curl: curl(one, here) }))

/** A `<` could end the element that the list stands in. */
const data = JSON.stringify(list).replaceAll('<', '\\u003c')

export const page = readFileSync(new URL('page.html', import.meta.url), 'utf8').replace('[/* tries */]', () => data)
