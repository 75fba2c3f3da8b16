import { outages } from './outages.ts'

outages('node-redis')
