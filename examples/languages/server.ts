// npm run example languages
import { listen } from '../listen.ts'
import { build, tryThis } from './app.ts'

const address = await listen(await build())
console.log(`Orders, in English and German, on ${address}

${tryThis(address)}`)
