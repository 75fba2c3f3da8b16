// Packages of this folder: they may not be installed where types are checked.
declare module '@opentelemetry/api'
declare module '@sentry/node'
declare module 'prom-client'
