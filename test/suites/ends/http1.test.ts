import { often } from './often.ts'

often({})
