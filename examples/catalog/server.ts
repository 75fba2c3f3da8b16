// npm run example catalog
import { listen } from '../listen.ts'
import { build } from './app.ts'
import { tryThis } from './home.ts'

const address = await listen(await build())
console.log(`The catalog listens on ${address}

${tryThis(address)}`)
