import { outages } from './outages.ts'

outages('ioredis')
